-- Where a performance that moved began before; 0 = it never moved.
ALTER TABLE performances ADD COLUMN previous_start INTEGER NOT NULL DEFAULT 0;
