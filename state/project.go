package state

import (
	"time"

	"github.com/cashredpack/redpack/internal/lang"
)

// A state in a database may serve several folders of one merchant. Each folder is a project: it may not speak of another one's campaigns, and
// what is gone from its files is none of the others' business. What a merchant's people were paid on a day, and how fast, is counted over all of them.

// ProjectError says that a campaign of this name belongs to another project of the same state. Nothing was written.
type ProjectError struct {
	Campaign string
	Project  string // of whoever wants it
	Holder   string // the project that has it
}

func (e *ProjectError) Error() string { return e.Said().English }

// Said is the error in every language.
func (e *ProjectError) Said() lang.Text {
	return lang.Format("the campaign %q is of the project %q in this state, and this folder is the project %q: its people would be taken for those who were "+
		"paid there. Give one of the two another name",
		"活动 %q 在这个状态库里属于项目 %q，而这个文件夹是项目 %q：这里的领取人会被当成在那边已经付过款的人。给其中一个活动改名", e.Campaign, e.Holder, e.Project)
}

func (*ProjectError) refused() {}

// own refuses a campaign of another project.
func (w *writer) own(campaign string) error {
	id, known := w.byName[campaign]
	if !known || w.project == "" {
		return nil
	}
	if holder := w.campaigns[id-1].Project; holder != w.project && holder != "" {
		return &ProjectError{Campaign: campaign, Project: w.project, Holder: holder}
	}
	return nil
}

// adopt makes a campaign that is nobody's the project's.
func (w *writer) adopt(c CampaignRecord, at time.Time) error {
	c.Project = w.project
	return w.replaceCampaign(c, &event{kind: KindProject, at: millis(at), detail: Detail{CampaignID: c.ID, Project: w.project}})
}
