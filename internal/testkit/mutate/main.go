package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/cashredpack/redpack/internal/plain"
	"github.com/cashredpack/redpack/internal/testkit/mutate/mutant"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	log.SetFlags(0)
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// options are what the command line asks for.
type options struct {
	pkg      string
	with     []string
	files    *regexp.Regexp
	skip     string
	seed     uint64
	count    int
	parallel int
	tests    tests
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	flags.Uint64Var(&o.seed, "seed", 1, "which mutants are drawn")
	flags.IntVar(&o.count, "n", 40, "how many mutants count")
	flags.IntVar(&o.parallel, "p", 1, "how many mutants are tested at a time")
	flags.StringVar(&o.skip, "skip", "", "a `file` of mutants that mean the same as the original")
	flags.BoolVar(&o.tests.full, "full", false, "run the whole tests, not only the quick ones")
	flags.DurationVar(&o.tests.timeout, "timeout", 0, "when tests count as hanging; 0: after ten times what they need")
	with := flags.String("with", "", "`packages` to test besides, with commas between")
	files := flags.String("files", "", "a regular `expression` of the names of the files to change")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() != 1 || o.count < 1 || o.parallel < 1 {
		return o, errors.New("usage: mutate [flags] PACKAGE, with -n and -p of 1 or more")
	}
	o.pkg = flags.Arg(0)
	if *with != "" {
		o.with = strings.Split(*with, ",")
	}
	var err error
	o.files, err = regexp.Compile(*files)
	return o, err
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	mutants, err := candidates(ctx, o)
	if err != nil {
		return err
	}
	if err := o.unchanged(ctx); err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(o.seed, 0))
	random.Shuffle(len(mutants), func(i, j int) { mutants[i], mutants[j] = mutants[j], mutants[i] })

	s := sample{options: o, out: out}
	for s.killed+s.survived < o.count && len(mutants) > 0 {
		batch := mutants[:min(o.count-s.killed-s.survived, len(mutants))]
		mutants = mutants[len(batch):]
		if err := s.test(ctx, batch); err != nil {
			return err
		}
	}
	return s.summary()
}

// leastTimeout is when tests count as hanging that need no time at all.
const leastTimeout = 30 * time.Second

// unchanged makes sure that the tests pass as long as nothing is changed, and finds out how long they need.
func (o *options) unchanged(ctx context.Context) error {
	began, longest := time.Now(), time.Duration(0)
	for _, pkg := range append([]string{o.pkg}, o.with...) {
		if failed, err := o.tests.run(ctx, pkg, ""); err != nil || failed != nil {
			return errors.Join(fmt.Errorf("the tests of %s must pass before anything is changed: %w", pkg, failed), err)
		}
		now := time.Now()
		longest, began = max(longest, now.Sub(began)), now
	}
	if o.tests.timeout == 0 {
		o.tests.timeout = max(10*longest, leastTimeout)
	}
	return nil
}

// candidates are the mutants of a package's files, without those that are known to mean the same.
func candidates(ctx context.Context, o options) ([]mutant.Mutant, error) {
	files, err := filesOf(ctx, o.pkg)
	if err != nil {
		return nil, err
	}
	var all []mutant.Mutant
	for _, file := range files {
		if o.files.MatchString(file) {
			some, err := mutant.OfFile(file)
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
	}
	if o.skip == "" {
		return all, nil
	}
	return mutant.Without(all, o.skip)
}

// sample tests mutants and counts.
type sample struct {
	options
	out io.Writer

	mu                            sync.Mutex
	killed, survived, notCompiled int
	hung                          int // of those killed
	failed                        error
}

// test tests some mutants, each in a copy of its own.
func (s *sample) test(ctx context.Context, batch []mutant.Mutant) error {
	var running sync.WaitGroup
	free := make(chan struct{}, s.parallel)
	for _, m := range batch {
		free <- struct{}{}
		running.Go(func() {
			verdict, err := s.verdict(ctx, m)
			s.note(m, verdict, err)
			<-free
		})
	}
	running.Wait()
	return s.failed
}

// verdict is the failure of the first package whose tests notice, or nil.
func (s *sample) verdict(ctx context.Context, m mutant.Mutant) (*failure, error) {
	overlay, remove, err := m.Overlay()
	if err != nil {
		return nil, err
	}
	var noticed *failure
	for _, pkg := range append([]string{s.pkg}, s.with...) {
		if noticed, err = s.tests.run(ctx, pkg, overlay); err != nil || noticed != nil {
			break
		}
	}
	return noticed, errors.Join(err, remove())
}

func (s *sample) note(m mutant.Mutant, noticed *failure, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	word := ""
	switch {
	case err != nil:
	case noticed == nil:
		s.survived++
		word = "SURVIVED"
	case noticed.build:
		s.notCompiled++
		word = "NOT COMPILED"
	default:
		s.killed++
		word = "KILLED by " + noticed.test
		if noticed.hung {
			s.hung++
		}
	}
	if err == nil {
		_, err = plain.Fprintf(s.out, "%s\n    line %d, %s\n", m.String(), m.Line, word)
	}
	s.failed = errors.Join(s.failed, err)
}

func (s *sample) summary() error {
	counted := s.killed + s.survived
	if counted == 0 {
		return errors.New("no mutant of these files compiles")
	}
	_, err := plain.Fprintf(s.out, "\n%s, seed %d: %d of %d killed (%d %%), %d of them by hanging; %d did not compile and do not count\n",
		s.pkg, s.seed, s.killed, counted, 100*s.killed/counted, s.hung, s.notCompiled)
	return err
}
