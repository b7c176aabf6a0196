package cli_test

import (
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"time"
)

// forge plays the parts of GitHub's and GitLab's interfaces that the review's scripts use, for the merge or pull request 7 of
// team/money. It writes its address into the file "endpoint", the comments into the file "comments.json", and each request as
// a line into the file "requests". Comments of the file "seed.json" are there from the start, behind as many of strangers as
// its argument says. It stops with an interrupt.
//
// The commit in the file "merged" is the one that the request became.
//
// The token review-token may do everything, fork-token only read, and for down-token the service is out of order.
func forge() int {
	f := &comments{}
	if len(os.Args) > 1 {
		n, err := strconv.Atoi(os.Args[1])
		if err != nil {
			log.Print(err)
			return 1
		}
		for i := range n {
			f.add("stranger", fmt.Sprintf("comment %d", i))
		}
	}
	if seed, err := os.ReadFile("seed.json"); err == nil {
		var seeded []comment
		if err := json.Unmarshal(seed, &seeded); err != nil {
			log.Print(err)
			return 1
		}
		for _, c := range seeded {
			f.add(c.Author, c.Body)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Print(err)
		return 1
	}
	server := &http.Server{Handler: f.handler(), ReadHeaderTimeout: time.Minute}
	go func() {
		interrupted := make(chan os.Signal, 1)
		signal.Notify(interrupted, os.Interrupt)
		<-interrupted
		_ = server.Close()
	}()
	if err := os.WriteFile("endpoint", []byte("http://"+listener.Addr().String()), 0o600); err != nil {
		log.Print(err)
		return 1
	}
	if err := server.Serve(listener); err != http.ErrServerClosed {
		log.Print(err)
		return 1
	}
	return 0
}

type comment struct {
	ID     int    `json:"id"`
	Author string `json:"author"`
	Body   string `json:"body"`
}

// comments are those of the one request that the forge knows.
type comments struct {
	mu  sync.Mutex
	all []comment
}

func (f *comments) add(author, body string) comment {
	c := comment{ID: 1000 + len(f.all), Author: author, Body: body}
	f.all = append(f.all, c)
	return c
}

func (f *comments) handler() http.Handler {
	mux := http.NewServeMux()
	github := func(method, path string, answer func(r *http.Request) (int, any)) {
		mux.HandleFunc(method+" /repos/team/money"+path, f.guarded("Authorization", "Bearer ", answer))
	}
	github("GET", "/issues/7/comments", f.list(githubComment))
	github("POST", "/issues/7/comments", f.create("github-actions[bot]", githubComment))
	github("PATCH", "/issues/comments/{id}", f.change("github-actions[bot]", githubComment))
	github("GET", "/commits/{commit}/pulls", f.merged(map[string]any{"number": 7, "merged_at": "2027-01-05T09:00:00Z"}))
	gitlab := func(method, path string, answer func(r *http.Request) (int, any)) {
		mux.HandleFunc(method+" "+path, f.guarded("PRIVATE-TOKEN", "", answer))
	}
	gitlab("GET", "/user", func(*http.Request) (int, any) { return http.StatusOK, map[string]any{"id": gitlabID("project_bot")} })
	gitlab("GET", "/projects/42/merge_requests/7/notes", f.list(gitlabNote))
	gitlab("GET", "/projects/42/repository/commits/{commit}/merge_requests", f.merged(map[string]any{"iid": 7, "state": "merged"}))
	gitlab("POST", "/projects/42/merge_requests/7/notes", f.create("project_bot", gitlabNote))
	gitlab("PUT", "/projects/42/merge_requests/7/notes/{id}", f.change("project_bot", gitlabNote))
	return mux
}

// merged lists the request for the commit that it became.
func (f *comments) merged(request map[string]any) func(r *http.Request) (int, any) {
	return func(r *http.Request) (int, any) {
		commit, err := os.ReadFile("merged")
		if err != nil || strings.TrimSpace(string(commit)) != r.PathValue("commit") {
			return http.StatusOK, []any{}
		}
		return http.StatusOK, []any{request}
	}
}

func githubComment(c comment) any {
	return map[string]any{
		"id": c.ID, "body": c.Body, "user": map[string]any{"login": c.Author},
		"html_url": fmt.Sprintf("https://github.example/team/money/pull/7#issuecomment-%d", c.ID),
	}
}

func gitlabNote(c comment) any {
	return map[string]any{"id": c.ID, "body": c.Body, "author": map[string]any{"id": gitlabID(c.Author), "username": c.Author}}
}

func gitlabID(author string) int {
	if author == "project_bot" {
		return 7
	}
	return 8
}

// guarded looks at the token and writes down what happened.
func (f *comments) guarded(header, lead string, answer func(r *http.Request) (int, any)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		status, body := http.StatusUnauthorized, any(map[string]string{"message": "Bad credentials"})
		switch token := strings.TrimPrefix(r.Header.Get(header), lead); {
		case token == "down-token":
			status = http.StatusBadGateway
		case token == "fork-token" && r.Method != http.MethodGet:
			status, body = http.StatusForbidden, map[string]string{"message": "Resource not accessible by integration"}
		case token == "review-token" || token == "fork-token":
			status, body = answer(r)
		}
		f.record(fmt.Sprintf("%s %s %d\n", r.Method, r.URL.RequestURI(), status))
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body)
	}
}

func (f *comments) record(request string) {
	file, err := os.OpenFile("requests", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	_, _ = file.WriteString(request)
	_ = file.Close()
	text, err := json.MarshalIndent(f.all, "", " ")
	if err == nil {
		err = os.WriteFile("comments.json", text, 0o600)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func (f *comments) list(show func(comment) any) func(r *http.Request) (int, any) {
	return func(r *http.Request) (int, any) {
		size, page := 30, 1
		for name, into := range map[string]*int{"per_page": &size, "page": &page} {
			if n, err := strconv.Atoi(r.URL.Query().Get(name)); err == nil && n > 0 {
				*into = n
			}
		}
		size = min(size, 100)
		shown := []any{}
		for i := (page - 1) * size; i < min(page*size, len(f.all)); i++ {
			shown = append(shown, show(f.all[i]))
		}
		return http.StatusOK, shown
	}
}

// written is the text of a request. GitHub refuses more than 65,536 characters.
func written(r *http.Request) (string, bool) {
	var request struct{ Body string }
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil || request.Body == "" || len([]rune(request.Body)) > 65_536 {
		return "", false
	}
	return request.Body, true
}

func (f *comments) create(author string, show func(comment) any) func(r *http.Request) (int, any) {
	return func(r *http.Request) (int, any) {
		body, ok := written(r)
		if !ok {
			return http.StatusUnprocessableEntity, map[string]string{"message": "Validation Failed"}
		}
		return http.StatusCreated, show(f.add(author, body))
	}
}

func (f *comments) change(author string, show func(comment) any) func(r *http.Request) (int, any) {
	return func(r *http.Request) (int, any) {
		body, ok := written(r)
		if !ok {
			return http.StatusUnprocessableEntity, map[string]string{"message": "Validation Failed"}
		}
		for i := range f.all {
			if strconv.Itoa(f.all[i].ID) != r.PathValue("id") {
				continue
			}
			if f.all[i].Author != author {
				return http.StatusForbidden, map[string]string{"message": "Not yours"}
			}
			f.all[i].Body = body
			return http.StatusOK, show(f.all[i])
		}
		return http.StatusNotFound, map[string]string{"message": "Not Found"}
	}
}
