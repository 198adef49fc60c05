# The words that CI runs, for people. README has the two commands that matter.
.PHONY: check test race golden encores properties fuzz bench run release

check: ## format, vet, staticcheck, tests
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || (gofmt -l $$(git ls-files '*.go'); exit 1)
	go vet ./...
	go tool staticcheck ./...
	go test ./...

test:
	go test ./...

race: ## needs a C compiler
	CGO_ENABLED=1 go test -race -shuffle=on ./...

golden: ## rewrite the goldens; review the diff as code
	go test $$(grep -rl 'Bool("update"' --include='*_test.go' . | xargs -n1 dirname | sort -u) -update

encores: ## docs/encores.md, from the labels of the shared folder
	go test ./internal/dedupe -run TestEncoresOfCorpus -count 1 -encores $(CURDIR)/docs/encores.md

properties: ## identity, on twenty thousand listings that no run drew before
	go test ./internal/dedupe -run 'Shuffle|Twice|Invariants|Refill|Churn|Rezoned|Sources' -count 1 -timeout 1h -rapid.checks 20000

fuzz: ## ten seconds for each decoder
	@for p in $$(go list ./...); do for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do \
	  echo $$p $$f; go test -run '^$$' -fuzz "^$$f$$" -fuzztime 10s $$p || exit 1; done; done

bench:
	go test -run '^$$' -bench . -benchmem ./...

run: ## the built-in sample on http://127.0.0.1:8080
	go run ./cmd/callboard serve

release: ## a static binary
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o callboard ./cmd/callboard
