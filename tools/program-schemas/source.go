package main

import (
	"encoding/json"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// source is the released source of some modules, parsed package by package as it is asked for.
type source struct {
	// modules maps the path of a module to its version. Types of any other module are not looked into.
	modules map[string]string
	// tag is the key of struct tags that names fields: json or toml.
	tag      string
	folders  map[string]string
	packages map[string]*goPackage
	// open holds the types that are being read, so that a type within itself ends.
	open map[string]bool
}

// goPackage is what one package declares.
type goPackage struct {
	path      string
	files     []*ast.File
	types     map[string]declaration
	values    map[string]declaration
	functions map[string]declaration
	// methods holds "Type.Method" for every method.
	methods map[string]bool
}

// declaration is an expression, and the file whose imports it uses.
type declaration struct {
	expression ast.Expr
	file       *ast.File
}

func newSource(modules map[string]string, tag string) *source {
	return &source{
		modules: modules, tag: tag,
		folders: map[string]string{}, packages: map[string]*goPackage{}, open: map[string]bool{},
	}
}

// find returns a package, or nil when it is in none of the modules.
func (s *source) find(path string) *goPackage {
	if found, known := s.packages[path]; known {
		return found
	}
	folder := s.folder(path)
	if folder == "" {
		return nil
	}
	found := parsePackage(path, folder)
	s.packages[path] = found
	return found
}

// folder downloads the module of a package, once.
func (s *source) folder(path string) string {
	for module, version := range s.modules {
		if path != module && !strings.HasPrefix(path, module+"/") {
			continue
		}
		if s.folders[module] == "" {
			s.folders[module] = download(module + "@" + version)
		}
		return filepath.Join(s.folders[module], strings.TrimPrefix(path, module))
	}
	return ""
}

func download(module string) string {
	output, err := exec.Command("go", "mod", "download", "-json", module).Output()
	var answer struct{ Dir, Error string }
	if json.Unmarshal(output, &answer) != nil || err != nil || answer.Error != "" {
		fail("go mod download " + module + " failed: " + answer.Error)
	}
	return answer.Dir
}

// parsePackage reads what is built for Linux.
func parsePackage(path, folder string) *goPackage {
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = "linux", "amd64", true
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	check(err)
	found := &goPackage{
		path: path, types: map[string]declaration{}, values: map[string]declaration{},
		functions: map[string]declaration{}, methods: map[string]bool{},
	}
	for _, name := range names {
		built, err := context.MatchFile(folder, filepath.Base(name))
		check(err)
		if !built || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		check(err)
		found.add(file)
	}
	return found
}

func (p *goPackage) add(file *ast.File) {
	p.files = append(p.files, file)
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			p.addFunction(decl, file)
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				p.addSpec(spec, file)
			}
		}
	}
}

func (p *goPackage) addFunction(decl *ast.FuncDecl, file *ast.File) {
	if decl.Recv != nil {
		receiver := decl.Recv.List[0].Type
		if star, pointer := receiver.(*ast.StarExpr); pointer {
			receiver = star.X
		}
		if name, plain := receiver.(*ast.Ident); plain {
			p.methods[name.Name+"."+decl.Name.Name] = true
		}
	} else if results := decl.Type.Results; results != nil {
		p.functions[decl.Name.Name] = declaration{results.List[0].Type, file}
	}
}

func (p *goPackage) addSpec(spec ast.Spec, file *ast.File) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		p.types[spec.Name.Name] = declaration{spec.Type, file}
	case *ast.ValueSpec:
		for index, name := range spec.Names {
			if index < len(spec.Values) {
				p.values[name.Name] = declaration{spec.Values[index], file}
			}
		}
	}
}

// importPath is what a name stands for in a file.
func importPath(file *ast.File, name string) string {
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		check(err)
		if spec.Name != nil && spec.Name.Name == name {
			return path
		}
		if spec.Name == nil && packageName(path) == name {
			return path
		}
	}
	return ""
}

// packageName guesses the name of a package from its path: the last part that is no major version.
func packageName(path string) string {
	parts := strings.Split(path, "/")
	last := parts[len(parts)-1]
	if len(parts) > 1 && len(last) > 1 && last[0] == 'v' && strings.Trim(last[1:], "0123456789") == "" {
		last = parts[len(parts)-2]
	}
	return last[strings.LastIndex(last, "-")+1:]
}
