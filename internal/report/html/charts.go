package html

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cashredpack/redpack/internal/beijing"
	"github.com/cashredpack/redpack/internal/lang"
	"github.com/cashredpack/redpack/internal/money"
	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/report"
)

// The size of a chart in its own units; the page scales it. The plot lies within the margins.
const (
	width, height                          = 480.0, 260.0
	marginLeft, marginRight                = 66.0, 14.0
	marginTop, marginBottom                = 26.0, 32.0
	plotRight, plotBottom                  = width - marginRight, height - marginBottom
	plotWidth, plotHeight                  = plotRight - marginLeft, plotBottom - marginTop
	barWidth, barHeight                    = 1000.0, 34.0
	verticalTicks, characterWidth, textGap = 4, 8.0, 8.0
)

// drawing is an SVG in the making. Its texts are redpack's own, and escaped all the same.
type drawing struct{ strings.Builder }

func (d *drawing) add(format string, args ...any) { plain.Add(&d.Builder, format, args...) }

func (d *drawing) text(x, y float64, anchor, class, text string) {
	d.add(`<text x="%s" y="%s" text-anchor="%s"%s>%s</text>`, at(x), at(y), anchor, classOf(class), template.HTMLEscapeString(text))
}

func classOf(class string) string {
	if class == "" {
		return ""
	}
	return ` class="` + class + `"`
}

// at writes a coordinate, to a tenth.
func at(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// svgFormat is an SVG with its title and its description.
const svgFormat = `<svg class=%q viewBox="0 0 %s %s" role="img" aria-labelledby="%s-title %s-desc">` + // for programs
	`<title id="%s-title">%s</title><desc id="%s-desc">%s</desc>%s</svg>` // for programs

// picture is a finished SVG with what it says for whoever cannot see it.
func (d *drawing) picture(id, title, description string, w, h float64) template.HTML {
	return template.HTML(fmt.Sprintf(svgFormat, id, at(w), at(h), id, id, id, template.HTMLEscapeString(title), id, //nolint:gosec // every text in it is escaped
		template.HTMLEscapeString(description), d.String()))
}

// nothing stands where there is nothing to draw.
func nothing(id, title string, l lang.Language) template.HTML {
	d := &drawing{}
	d.text(width/2, height/2, "middle", "", lang.Both("nothing yet", "暂无数据").In(l))
	return d.picture(id, title, lang.Both("There is nothing to draw yet.", "还没有可绘制的数据。").In(l), width, height)
}

// stretched is how an SVG begins that fills its room.
const stretched = `<svg preserveAspectRatio="none" ` // for programs

// bar shows the shares of the money by standing.
func bar(r *report.Report, l lang.Language) template.HTML {
	d, all := &drawing{}, r.All().Amount
	d.add(`<rect class="f-track" x="0" y="0" width="%s" height="%s"/>`, at(barWidth), at(barHeight)) // for programs
	x, told := 0.0, []string{}
	for _, standing := range report.Standings() {
		t := r.Of(standing)
		if t.Packets == 0 || all == 0 {
			continue
		}
		w := max(barWidth*float64(t.Amount)/float64(all), 3)
		w = min(w, barWidth-x)
		d.add(`<rect class="f-%s" x="%s" y="0" width="%s" height="%s"/>`, classes[standing], at(x), at(w), at(barHeight)) // for programs
		x += w
		told = append(told, standing.Said().In(l)+" "+t.Amount.String())
	}
	picture := d.picture("bar", lang.Both("Money by where it is", "资金分布").In(l), strings.Join(told, lang.Comma.In(l)), barWidth, barHeight)
	return template.HTML(strings.Replace(string(picture), "<svg ", stretched, 1)) //nolint:gosec // as in picture
}

// scale is an axis from 0 up to a round number.
type scale struct {
	top  float64
	step float64
}

// scaleTo finds round steps for an axis that reaches a number.
func scaleTo(most float64) scale {
	for unit := 1.0; ; unit *= 10 {
		for _, times := range []float64{1, 2, 5} {
			if step := unit * times; step*verticalTicks >= most {
				top := step
				for top < most {
					top += step
				}
				return scale{top, step}
			}
		}
	}
}

func (s scale) y(value float64) float64 { return plotBottom - plotHeight*value/s.top }

// grid draws the horizontal lines with their labels.
func (d *drawing) grid(s scale, label func(float64) string) {
	for value := 0.0; value <= s.top; value += s.step {
		class := "grid"
		if value == 0 {
			class = "axis"
		}
		d.add(`<line class=%q x1="%s" x2="%s" y1="%s" y2="%s"/>`, class, at(marginLeft), at(plotRight), at(s.y(value)), at(s.y(value))) // for programs
		d.text(marginLeft-textGap, s.y(value)+5, "end", "", label(value))
	}
}

// yuan labels an axis of money given in fen: 1,500 or 12k or 3.4M.
func yuan(fen float64) string {
	switch y := fen / 100; {
	case y >= 1_000_000:
		return trimmed(y/1_000_000) + "M"
	case y >= 10_000:
		return trimmed(y/1_000) + "k"
	case y >= 1_000:
		return money.Count(int(y))
	default:
		return trimmed(y)
	}
}

func trimmed(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func count(packets float64) string {
	if packets >= 10_000 {
		return trimmed(packets/1_000) + "k"
	}
	return money.Count(int(packets))
}

// timeline shows how the money left and arrived.
func timeline(r *report.Report, l lang.Language) template.HTML {
	const id = "timeline"
	title := lang.Both("Money sent and received over time", "已发放与已领取金额随时间的变化").In(l)
	moments := r.Timeline
	if len(moments) < 2 {
		return nothing(id, title, l)
	}
	d := &drawing{}
	first, last := moments[0].At, moments[len(moments)-1]
	s := scaleTo(float64(last.Sent))
	d.grid(s, yuan)
	x := func(at time.Time) float64 {
		return marginLeft + plotWidth*float64(at.Sub(first))/float64(last.At.Sub(first))
	}
	d.times(moments, x)
	var sent, received []point
	for _, m := range moments {
		sent = append(sent, point{x(m.At), s.y(float64(m.Sent))})
		received = append(received, point{x(m.At), s.y(float64(m.Received))})
	}
	d.curve(sent, "sent")
	d.curve(received, "received")
	d.names(l)
	return d.picture(id, title, lang.Format("By %s %s had been sent and %s received.", "截至 %s，已发放 %s，已领取 %s。",
		report.Clock(last.At), last.Sent.String(), last.Received.String()).In(l), width, height)
}

// names labels the two lines above the plot.
func (d *drawing) names(l lang.Language) {
	x := marginLeft + textGap
	for _, name := range []lang.Text{lang.Both("sent", "已发放"), lang.Both("received", "已领取")} {
		class, text := name.English, name.In(l)
		d.add(`<rect class="f-%s" x="%s" y="7" width="12" height="4" rx="2"/>`, class, at(x)) // for programs
		d.text(x+17, 14, "start", "", text)
		x += 17 + characterWidth*float64(columns(text)) + 14
	}
}

// columns is how wide a word is, a Chinese character counting twice.
func columns(word string) (n int) {
	for _, r := range word {
		if n++; r >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

// times labels the axis with its first and last moment, and those between where there is room.
func (d *drawing) times(moments []report.Moment, x func(time.Time) float64) {
	first, last := moments[0].At, moments[len(moments)-1].At
	layout := "15:04"
	if last.Sub(first) > 48*time.Hour {
		layout = "01-02"
	} else if beijing.Date(first) != beijing.Date(last.Add(-time.Second)) {
		layout = "01-02 15:04"
	}
	const parts = 3
	for i := range parts + 1 {
		moment := first.Add(last.Sub(first) * time.Duration(i) / parts)
		if layout == "01-02" {
			moment = moment.Add(-time.Second) // a day's end is still that day
		}
		anchor := "middle"
		switch i {
		case 0:
			anchor = "start"
		case parts:
			anchor = "end"
		}
		if i > 0 && i < parts && len(layout) > len("01-02") && last.Sub(first) > 24*time.Hour {
			continue
		}
		d.text(x(first.Add(last.Sub(first)*time.Duration(i)/parts)), plotBottom+22, anchor, "", moment.In(beijing.Zone).Format(layout))
	}
}

type point struct{ x, y float64 }

// curve draws a line through points, with its area.
func (d *drawing) curve(points []point, class string) {
	var path strings.Builder
	for i, p := range points {
		verb := "L"
		if i == 0 {
			verb = "M"
		}
		path.WriteString(verb + at(p.x) + " " + at(p.y))
	}
	last := points[len(points)-1]
	d.add(`<path class="area f-%s" d="%sL%s %sL%s %sZ"/>`, class, path.String(), at(last.x), at(plotBottom), at(points[0].x), at(plotBottom)) // for programs
	d.add(`<path class="line s-%s" d="%s"/>`, class, path.String())                                                                           // for programs
}

// opened shows how soon packets were opened.
func opened(r *report.Report, l lang.Language) template.HTML {
	const id = "opened"
	title := lang.Both("Share of the packets sent that were opened within so many hours", "发出后若干小时内的领取比例").In(l)
	o := &r.Opened
	hours := len(o.Within) - 1
	if o.Sent == 0 {
		return nothing(id, title, l)
	}
	d, s := &drawing{}, scale{100, 25}
	d.grid(s, func(v float64) string { return trimmed(v) + "%" })
	x := func(hour int) float64 { return marginLeft + plotWidth*float64(hour)/float64(hours) }
	var points []point
	for hour, packets := range o.Within {
		points = append(points, point{x(hour), s.y(100 * float64(packets) / float64(o.Sent))})
	}
	d.curve(points, "received")
	for hour := 0; hour <= hours; hour += 6 {
		anchor := "middle"
		if hour == hours {
			anchor = "end"
		}
		d.text(x(hour), plotBottom+22, anchor, "", lang.Format("%d h", "%d 小时", hour).In(l))
	}
	share := report.Percent(o.Within[hours] * 1000 / o.Sent)
	last := points[hours]
	d.text(last.x, max(last.y-textGap, marginTop-2), "end", "strong", share)
	return d.picture(id, title, openedWithin(o, hours, share).In(l), width, height)
}

// histogram shows how many packets have which amount.
func histogram(r *report.Report, l lang.Language) template.HTML {
	const id = "amounts"
	title := lang.Both("Packets by amount", "按金额分布的红包").In(l)
	bins := r.Amounts
	if len(bins) == 0 {
		return nothing(id, title, l)
	}
	most, told := 0, []string{}
	for _, bin := range bins {
		most = max(most, bin.Packets)
		told = append(told, lang.Format("%s: %s", "%s：%s", between(bin), money.Count(bin.Packets)).In(l))
	}
	d, s := &drawing{}, scaleTo(float64(most))
	d.grid(s, count)
	room := plotWidth / float64(len(bins))
	every := 1
	for float64(every)*room < characterWidth*6.5 {
		every++
	}
	for i, bin := range bins {
		w, top := min(room*.76, 64), s.y(float64(bin.Packets))
		if bin.Packets > 0 {
			top = min(top, plotBottom-2) // one packet is seen beside a thousand
		}
		x := marginLeft + room*(float64(i)+.5)
		d.add(`<rect class="f-received" x="%s" y="%s" width="%s" height="%s" rx="2"/>`, at(x-w/2), at(top), at(w), at(plotBottom-top)) // for programs
		if i%every == 0 {
			d.text(x, plotBottom+22, "middle", "", yuanLabel(bin.From))
		}
	}
	return d.picture(id, title, strings.Join(told, lang.Comma.In(l)), width, height)
}

// yuanLabel is an amount under a bar, without decimals that say nothing.
func yuanLabel(f money.Fen) string { return "¥" + strings.TrimSuffix(f.Yuan(), ".00") }

func between(bin report.Bin) lang.Text {
	if bin.From == bin.To {
		return lang.Same(bin.From.String())
	}
	return lang.Format("%s to %s", "%s 至 %s", bin.From.String(), bin.To.String())
}

// openedWithin says in words what the picture of opened packets shows.
func openedWithin(o *report.Opened, hours int, share string) lang.Text {
	return lang.Format("%s of %s packets were opened within %d hours, %s of them within one.", "%[2]s 个红包中有 %[1]s 在 %[3]d 小时内领取，其中 %[4]s 个在一小时内。",
		share, money.Count(o.Sent), hours, money.Count(o.Within[1]))
}
