package settings

// Usage is what -h prints.
const Usage = `report says what a sales funnel did and what it is likely to bring, from the table that a CRM exports.

  report (-events FILE.csv | -deals FILE.csv) (-pipeline FILE.json | -won STAGE -lost STAGE,STAGE [-stages a,b,c]) [flags]

What to read
  -events FILE        one dated observation a row: deal, at, stage, and where known recorded, amount, currency,
                      close, owner, source, reason, next_at, seq, probability; - is standard input
  -deals FILE         instead of -events: the deals as they stand, one row each; gives the totals, the board and a
                      forecast from configured probabilities, but nothing that needs a history
  -activities FILE    beside -events: one touch of a deal a row, done or planned: deal, at or planned, and where known
                      kind, by, recorded, goal, goal_met, prepared, outcome, advance, next, next_at; gives the
                      day's worklist and what was planned and done
  -costs FILE         beside -events: what sources of deals cost: source, amount, and where known currency, from, to
                      (the first and the last day it was spent on); gives what a win costs and returns
  -quotas FILE        what groups aim at: group (a path such as East/Wang Fang, as -group sums it; empty: everyone),
                      amount, and where known currency, from, to (the first and the last day of one of the periods;
                      without them it holds in each)
  -map KEY=COLUMN,…   which column a key is read from, where the header does not say: deal=opportunity_id; of the
                      other files activities.deal=what_id, costs.amount=spend or quotas.amount=目标
  -label COLUMN,…     further columns to keep as facts of the deal
  -dates dmy|mdy      the order of day and month, where 03/04/24 could be either
  -decimal point|comma  the decimal mark, where 1.234 could be either
  -encoding NAME      utf-8, gb18030, utf-16le, utf-16be, windows-1252; without it the bytes decide
  -currency CODE      the currency of amounts that state none; several currencies give a report each

What the stages are
  -pipeline FILE      a pipeline as JSON: order, outcomes, probabilities, limits
  -won, -lost A,B     the stages that are won and lost; without them and a pipeline there is no report
  -stages a,b,c       the order of the stages; without it the probabilities of the export give it, else the
                      net of the moves forward
  -init               write the pipeline that was inferred, as a file to edit and to give as -pipeline

What to ask
  -as-of DATE         the end of that day, or an instant; default: the end of the day of the last row
  -tz ZONE            where days begin, and the zone of times that carry none; default UTC
  -model NAME         blend (default): the history weighed against the configured probabilities by evidence;
                      configured or learned: one of the two alone; these three go by the close dates of the CRM.
                      timed: by how long deals take from their stage and age, whatever their close dates
  -periods UNIT:N     week, month, quarter or year; default quarter:2
  -quota N            what is aimed at in each period; 120万 is read too; of groups: -quotas
  -since DATE         what changed since the forecast of the end of that day, or of that instant, and why
  -rho N|learn        how much deals share a fate: the latent correlation, from 0 to 0.99, or learned from at least four
                      past periods; the ranges with it stand beside those without
  -group A/B          sums by owner, source, stage or any column, outermost first
  -compare A,B        who differs by owner, source or any column: win rates, conversion, time to close, amounts
  -waterfall A..B     what changed in the open amount from the beginning of day A to that of day B,
                      in all and by the outermost of -group

What to print
  -format text|json   json is for programs: its keys are a contract, see report.schema.json. Several currencies give
                      one document after the other, each on its own
  -lang en|zh         of the text; JSON is the same in either
  -display-unit U     元, 千元, 万元, 百万元, 亿元, k, M or B, in the text only
  -limit N            the most entries of a list (default 1000)
  -redact             numbers for the names of deals and owners, and no cell of the file in any message
  -o FILE             write there, whole or not at all
  -q                  say nothing on standard error but errors

Exit status: 0 with a report, 2 without one; then standard output is empty and standard error says why, as
{"error":{code,input,row,column,params}} with -format json.

Not in this version: -deals together with -events, -rates, -backtest, -tables, -format ndjson|html.
`
