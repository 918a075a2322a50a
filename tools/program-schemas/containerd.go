package main

import (
	"go/ast"
	"strconv"
)

const containerdModule = "github.com/containerd/containerd/v2"

// containerd reads config.toml: the daemon's own keys, and a section for each plugin that is built in.
func containerd(version string) any {
	source := newSource(map[string]string{containerdModule: "v" + version}, "toml")
	schema := source.named(containerdModule+"/cmd/containerd/server/config", "Config").(map[string]any)
	plugins := map[string]any{}
	for _, file := range source.find(containerdModule + "/cmd/containerd/builtins").files {
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			check(err)
			if found := source.find(path); found != nil {
				source.addPlugins(plugins, found)
			}
		}
	}
	schema["fields"].(map[string]any)["plugins"] = map[string]any{"fields": plugins}
	return schema
}

// addPlugins adds the plugins that a package registers with a configuration, by their URI.
func (s *source) addPlugins(plugins map[string]any, in *goPackage) {
	for _, file := range in.files {
		for _, decl := range file.Decls {
			function, is := decl.(*ast.FuncDecl)
			if !is || function.Body == nil {
				continue
			}
			ast.Inspect(function.Body, func(node ast.Node) bool {
				literal, is := node.(*ast.CompositeLit)
				if is && isRegistration(literal) {
					s.addPlugin(plugins, literal, function, declaration{nil, file}, in)
				}
				return true
			})
		}
	}
}

func isRegistration(literal *ast.CompositeLit) bool {
	selector, is := literal.Type.(*ast.SelectorExpr)
	return is && selector.Sel.Name == "Registration"
}

func (s *source) addPlugin(
	plugins map[string]any, literal *ast.CompositeLit, function *ast.FuncDecl, at declaration, in *goPackage,
) {
	values := map[string]ast.Expr{}
	for _, element := range literal.Elts {
		if pair, is := element.(*ast.KeyValueExpr); is {
			values[pair.Key.(*ast.Ident).Name] = pair.Value
		}
	}
	config, configurable := values["Config"]
	if !configurable {
		return
	}
	kind := s.text(declaration{values["Type"], at.file}, in)
	id := s.text(declaration{values["ID"], at.file}, in)
	if kind == "" || id == "" {
		fail("a plugin of " + in.path + " (" + kind + ", " + id + ") has a type or an id that is no constant")
	}
	plugins[kind+"."+id] = s.typeOf(declaration{config, at.file}, function, in)
}

// text is the value of a constant.
func (s *source) text(value declaration, in *goPackage) string {
	switch expression := value.expression.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(expression.Value)
		check(err)
		return text
	case *ast.Ident:
		if constant, known := in.values[expression.Name]; known {
			return s.text(constant, in)
		}
	case *ast.SelectorExpr:
		path := importPath(value.file, expression.X.(*ast.Ident).Name)
		if found := s.find(path); found != nil {
			return s.text(declaration{ast.NewIdent(expression.Sel.Name), value.file}, found)
		}
	}
	return ""
}

// typeOf is the schema of a value's type: of a literal, a variable, or what a function returns.
func (s *source) typeOf(value declaration, function *ast.FuncDecl, in *goPackage) any {
	switch expression := value.expression.(type) {
	case *ast.UnaryExpr:
		return s.typeOf(declaration{expression.X, value.file}, function, in)
	case *ast.CompositeLit:
		return s.schema(declaration{expression.Type, value.file}, in)
	case *ast.CallExpr:
		return s.result(expression, value.file, in)
	case *ast.Ident:
		if assigned := assignment(function, expression.Name); assigned != nil {
			return s.typeOf(declaration{assigned, value.file}, function, in)
		}
		if declared, known := in.values[expression.Name]; known {
			return s.typeOf(declared, function, in)
		}
	}
	fail("the configuration of a plugin of " + in.path + " has a form that is not known here")
	return nil
}

func (s *source) result(call *ast.CallExpr, file *ast.File, in *goPackage) any {
	name, from := "", in
	switch called := call.Fun.(type) {
	case *ast.Ident:
		name = called.Name
	case *ast.SelectorExpr:
		name, from = called.Sel.Name, s.find(importPath(file, called.X.(*ast.Ident).Name))
	}
	if from == nil || from.functions[name].expression == nil {
		fail("nothing is known of the function " + name + " in " + in.path)
	}
	return s.schema(from.functions[name], from)
}

// assignment is what a function assigns to a new variable.
func assignment(function *ast.FuncDecl, name string) (value ast.Expr) {
	ast.Inspect(function.Body, func(node ast.Node) bool {
		if assign, is := node.(*ast.AssignStmt); is && len(assign.Rhs) == 1 {
			if left, plain := assign.Lhs[0].(*ast.Ident); plain && left.Name == name {
				value = assign.Rhs[0]
			}
		}
		return value == nil
	})
	return value
}
