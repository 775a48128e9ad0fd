"""The audit log: who saw and did what; append-only, hash-chained, verified, exported, cut when its time is over."""
