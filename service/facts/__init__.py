"""What hangs on plans: undertakings, lineage, instruments, initiatives, documents, evidence, figures, events."""
