"""Reads official documents: a file or URL in, records and findings out.

`read` makes lines of any file. Of a plan, `marks` and `outline` find headings and tasks, `responsible` splits off the
agencies, `plan` puts it together (`plan.read_plan`), `report` shows it. Of a work report, a notice or news,
`paragraphs`, `sentences` and `headings` find the places, `prose` puts them together (`prose.read_prose`), `joining`
brings them to what is stored, `account` shows it.
"""
