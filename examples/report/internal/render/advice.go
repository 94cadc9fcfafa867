package render

import sf "github.com/salesfunnel-go/salesfunnel"

// advice says what is wrong by more than chance, and what to do about it.
func (w *writer) advice() {
	if len(w.doc.Advice) == 0 {
		return
	}
	w.section(w.say("WHAT IS WRONG, AND WHAT TO DO", "问题与对策"), "")
	for _, a := range w.doc.Advice {
		w.finding(a.Note, a.Examples)
		for _, r := range a.Remedies {
			text := r.English
			if w.lang == sf.Chinese {
				text = r.Chinese
			}
			w.prose("    → ", clean(text, mostSentence))
		}
	}
}
