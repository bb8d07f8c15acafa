"""Reads official documents as plans: a file or URL in, records and findings out.

`read` makes lines of any file, `marks` and `outline` find headings and tasks, `responsible` splits off the agencies,
`plan` puts it together (`plan.read_plan`), `report` shows it.
"""
