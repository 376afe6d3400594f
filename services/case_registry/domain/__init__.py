"""Rules of cases, without I/O: every function decides from its arguments, and returns or raises a refusal.

An aspect has the same module name on every layer (`routes`, `usecases`, `store`, `models`, `wire`, `errors`, `events`):

- `cases`: opening, numbering and relating a case; `moves`: its change of status
- `hand_overs`: its file goes to another office
- `participants`: people, their roles, lawyers, guardians and custody; `charges`: from filing to result
- `proceedings`: one instance before a court, with its panel; `hearings`: time, room and judges; `decisions`: judgments
- `prosecution`: entries in the register of a prosecutor's office; `registers`: its monthly figures
- `imports`: cases of earlier systems; `deaths`: a registered death reaches a case; `statistics`: a court's front page

What they share: `words` (codes as enumerations), `categories` (national codes, known by their attributes), `codes` and
`days`; `acts` with `acts.toml` (who may do what), `table` with `moves.toml` (who moves and hands over what),
`seat_conditions` (from which office), `reads` with `reads.toml` (who sees what), `procedure` with `procedure.toml` (age
of juveniles, size of panels).
A case is event-sourced: an aspect has its kinds of `facts`, listed in `fact_kinds`, which `history` adds up to a
`case_state`.
"""
