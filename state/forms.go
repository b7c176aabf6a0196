package state

import (
	"github.com/cashredpack/redpack/internal/lang"
)

// Bounds of what is learned, so that texts that never come again fill neither the file nor the memory. Beyond them, and where a form
// would save little, events are kept in full.
const (
	maxForms        = 1024 // in a file
	maxSamples      = 256  // texts that wait for another one of their shape
	maxFormsOfShape = 32   // a further one takes in whatever has the shape
	fewBytes        = 16   // by which an event may be longer in a wider form; else it waits for another one that is more like it
	leastSaved      = 32   // bytes
)

// forms are those of a file, read as they are needed. They are only ever appended, so what was read stays true.
type forms struct {
	conn connection
	byID []*form
}

// of finds a form. One that is not there, or longer than redpack makes any, is damage.
func (f *forms) of(id int64) (*form, error) {
	if id < 1 || id > maxForms {
		return nil, damage{lang.Format("a form of number %d is asked for, and redpack makes none", "有记录用到模板 %d，而 redpack 不会生成这个编号", id)}
	}
	if id <= int64(len(f.byID)) {
		return f.byID[id-1], nil
	}
	if err := f.read(); err != nil {
		return nil, err
	}
	if id > int64(len(f.byID)) {
		return nil, damage{lang.Format("form %d is missing in it", "里面缺少模板 %d", id)}
	}
	return f.byID[id-1], nil
}

// read reads the forms that were not read yet.
func (f *forms) read() error {
	return query(f.conn, "SELECT id, detail, request FROM form WHERE id > ? ORDER BY id", func(s line) error {
		id, detail, request := s.ColumnInt64(0), s.ColumnText(1), s.ColumnText(2)
		if id != int64(len(f.byID)+1) || id > maxForms {
			return damage{lang.Format("form %d is missing in it", "里面缺少模板 %d", len(f.byID)+1)}
		}
		if len(detail)+len(request) > maxFormText {
			return damage{lang.Format("form %d is longer than redpack makes any", "模板 %d 比 redpack 生成的都长", id)}
		}
		f.byID = append(f.byID, newForm(id, detail, request))
		return nil
	}, int64(len(f.byID)))
}

// maxFormText is how long a form may be: a hole can be longer than the word that it stands for.
const maxFormText = 4 * maxFormed

// learner finds forms for the events that a writer appends. What it has learned is on disk, or the writer writes no more.
type learner struct {
	forms   *forms // all of the file
	byShape map[string][]*form
	samples map[string]*form // texts that are in the file in full, by their shape
	shape   []byte
	words   [][]byte
	filling []byte
	again   []byte
}

// newLearner begins with the forms of a file.
func newLearner(of *forms) *learner {
	l := &learner{forms: of, byShape: map[string][]*form{}, samples: map[string]*form{}}
	for _, f := range of.byID {
		l.know(f)
	}
	return l
}

// add numbers a new form, which the writer writes down.
func (l *learner) add(f *form) {
	f.id = int64(len(l.forms.byID) + 1)
	l.forms.byID = append(l.forms.byID, f)
	l.know(f)
}

func (l *learner) know(f *form) {
	l.shape = eventText{[]byte(f.detail), []byte(f.request)}.shape(l.shape[:0])
	l.byShape[string(l.shape)] = append(l.byShape[string(l.shape)], f)
}

// formOf finds the form that a text is kept by, with the filling, nil where it is kept in full. A form without a number is a new one.
func (l *learner) formOf(t eventText) (*form, []byte) {
	if t.size() < leastSaved || !t.formable() {
		return nil, nil
	}
	l.shape = t.shape(l.shape[:0])
	for _, f := range l.byShape[string(l.shape)] {
		if l.fits(f, t) {
			return f, l.filling
		}
	}
	if len(l.forms.byID) >= maxForms {
		return nil, nil
	}
	if f := l.learn(t); f != nil && l.fits(f, t) {
		return f, l.filling
	}
	l.remember(t)
	return nil, nil
}

// fits fills a form, and believes in it only if the very same text comes out.
func (l *learner) fits(f *form, t eventText) (fits bool) {
	if l.words, fits = f.fill(t, l.words); !fits {
		return false
	}
	l.filling = l.filling[:0]
	for i, word := range l.words {
		if i > 0 {
			l.filling = append(l.filling, ' ')
		}
		l.filling = append(l.filling, word...)
	}
	if len(l.filling)+leastSaved > t.size() {
		return false
	}
	made, words, fits := f.render(l.filling, l.again[:0], l.words)
	l.words, l.again = words, made.detail[:0]
	return fits && string(made.detail) == string(t.detail) && string(made.request) == string(t.request)
}

// learn makes a form for a text that is of none: a known one with a few more holes, or what it shares with an earlier text.
func (l *learner) learn(t eventText) *form {
	var best *form
	of := l.byShape[string(l.shape)]
	for _, f := range of {
		wider := f.widened(t)
		if f.fixed-wider.fixed > fewBytes && len(of) < maxFormsOfShape {
			continue
		}
		if best == nil || wider.fixed > best.fixed {
			best = wider
		}
	}
	if sample := l.samples[string(l.shape)]; sample != nil {
		if f := sample.widened(t); best == nil || f.fixed > best.fixed {
			best = f
		}
	}
	if best == nil || best.fixed < t.size()/4 || len(best.detail)+len(best.request) > maxFormText {
		return nil
	}
	return best
}

// remember keeps a text until another one of its shape comes.
func (l *learner) remember(t eventText) {
	if len(l.samples) >= maxSamples {
		clear(l.samples)
	}
	l.samples[string(l.shape)] = newForm(0, string(t.detail), string(t.request))
}
