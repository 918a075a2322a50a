package main

import (
	"go/ast"
	"reflect"
	"strconv"
	"strings"
)

// scalars are Go's own types, as the schema names them.
var scalars = map[string]string{
	"string": "string", "bool": "boolean",
	"int": "integer", "int8": "integer", "int16": "integer", "int32": "integer", "int64": "integer",
	"uint": "integer", "uint8": "integer", "uint16": "integer", "uint32": "integer", "uint64": "integer",
	"float32": "number", "float64": "number", "any": "any",
}

// ownForms are types that read their text themselves, and what they take.
var ownForms = map[string]string{
	"k8s.io/apimachinery/pkg/apis/meta/v1.Duration": "duration",
	"k8s.io/apimachinery/pkg/api/resource.Quantity": "quantity",
	"k8s.io/apimachinery/pkg/apis/meta/v1.Time":     "string",
	"time.Duration": "integer",
}

// named is the schema of a type of a package; "any" where nothing is known of the type.
func (s *source) named(path, name string) any {
	if form, known := ownForms[path+"."+name]; known {
		return form
	}
	found := s.find(path)
	if found == nil {
		return "any"
	}
	if found.methods[name+".UnmarshalText"] {
		return "string"
	}
	if found.methods[name+".UnmarshalJSON"] || found.methods[name+".UnmarshalTOML"] {
		return "any"
	}
	declared, known := found.types[name]
	key := path + "." + name
	if !known || s.open[key] {
		return "any"
	}
	s.open[key] = true
	defer delete(s.open, key)
	return s.schema(declared, found)
}

// schema is that of a type as it is written in a file of a package.
func (s *source) schema(declared declaration, in *goPackage) any {
	of := func(expression ast.Expr) any { return s.schema(declaration{expression, declared.file}, in) }
	switch expression := declared.expression.(type) {
	case *ast.Ident:
		if scalar, known := scalars[expression.Name]; known {
			return scalar
		}
		return s.named(in.path, expression.Name)
	case *ast.SelectorExpr:
		return s.named(importPath(declared.file, expression.X.(*ast.Ident).Name), expression.Sel.Name)
	case *ast.StarExpr:
		return of(expression.X)
	case *ast.ArrayType:
		if element, plain := expression.Elt.(*ast.Ident); plain && element.Name == "byte" {
			return "string"
		}
		return map[string]any{"list": of(expression.Elt)}
	case *ast.MapType:
		return map[string]any{"map": of(expression.Value)}
	case *ast.StructType:
		if form := s.embeddedForm(expression, declared, in); form != nil {
			return form
		}
		return map[string]any{"fields": s.fields(expression, declared, in)}
	}
	return "any"
}

// embeddedForm is that of a structure which embeds a type that reads its text itself: its methods are the structure's own.
func (s *source) embeddedForm(structure *ast.StructType, declared declaration, in *goPackage) any {
	for _, field := range structure.Fields.List {
		if len(field.Names) > 0 {
			continue
		}
		if form, plain := s.schema(declaration{field.Type, declared.file}, in).(string); plain && form != "any" {
			return form
		}
	}
	return nil
}

func (s *source) fields(structure *ast.StructType, declared declaration, in *goPackage) map[string]any {
	fields := map[string]any{}
	for _, field := range structure.Fields.List {
		schema := s.schema(declaration{field.Type, declared.file}, in)
		name, inline := s.fieldName(field)
		inner, isStruct := schema.(map[string]any)
		if inline && isStruct && inner["fields"] != nil {
			for key, value := range inner["fields"].(map[string]any) {
				fields[key] = value
			}
		} else if name != "" {
			fields[name] = schema
		}
	}
	return fields
}

// fieldName is the name in the file, empty for a field that is not in it; and whether its own fields stand in its place.
func (s *source) fieldName(field *ast.Field) (name string, inline bool) {
	tag := ""
	if field.Tag != nil {
		text, err := strconv.Unquote(field.Tag.Value)
		check(err)
		tag = reflect.StructTag(text).Get(s.tag)
	}
	name, options, _ := strings.Cut(tag, ",")
	if name == "-" {
		return "", false
	}
	if name == "" && len(field.Names) == 0 || strings.Contains(options, "inline") {
		return "", true
	}
	if name == "" && ast.IsExported(field.Names[0].Name) {
		name = field.Names[0].Name
	}
	return name, false
}
