package dev.gatehouse.cli;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The properties that the {@code @ConfigMapping} interfaces of the sources declare, with what their Javadoc says. */
final class MappedProperties {
    /** One interface, or a group inside one: what it is about, and its properties in the order of the source. */
    record Group(String prefix, String text, List<Property> properties) {}

    /** One property; where it has neither a default nor may be absent, {@code standard} is empty and it is needed. */
    record Property(String name, String type, String standard, String allowed, String text) {
        /** MicroProfile Config's rule: what is no letter or digit becomes an underscore, and all is upper case. */
        String variable() {
            return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
        }
    }

    private final DocTrees trees;
    private final Map<String, TreePath> types = new HashMap<>();

    private MappedProperties(DocTrees trees) {
        this.trees = trees;
    }

    /** Of every module, by prefix. */
    static List<Group> inSources() {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var task = (JavacTask)
                    compiler.getTask(null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(mappings()));
            var properties = new MappedProperties(DocTrees.instance(task));
            for (CompilationUnitTree unit : task.parse()) {
                unit.getTypeDecls().forEach(type -> properties.remember(new TreePath(new TreePath(unit), type)));
            }
            return properties.groups();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<Path> mappings() throws IOException {
        try (Stream<Path> all = Files.walk(Clone.ROOT)) {
            List<Path> sources = all.filter(file -> file.toString().matches(".*/src/main/java/.*\\.java"))
                    .toList();
            List<Path> found = new ArrayList<>();
            for (Path source : sources) {
                if (Files.readString(source).contains("@ConfigMapping(")) {
                    found.add(source);
                }
            }
            return found;
        }
    }

    private void remember(TreePath path) {
        if (path.getLeaf() instanceof ClassTree type) {
            types.put(type.getSimpleName().toString(), path);
            type.getMembers().forEach(member -> remember(new TreePath(path, member)));
        }
    }

    private List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        for (TreePath path : types.values()) {
            annotated(((ClassTree) path.getLeaf()).getModifiers(), "ConfigMapping", "prefix")
                    .ifPresent(prefix -> collect(prefix, path, groups));
        }
        return groups.stream()
                .sorted((one, other) -> one.prefix().compareTo(other.prefix()))
                .toList();
    }

    private void collect(String prefix, TreePath path, List<Group> groups) {
        List<Property> properties = new ArrayList<>();
        for (Tree member : ((ClassTree) path.getLeaf()).getMembers()) {
            if (!(member instanceof MethodTree method)
                    || method.getModifiers().getFlags().contains(javax.lang.model.element.Modifier.STATIC)
                    || method.getBody() != null) {
                continue;
            }
            String name = prefix + "."
                    + annotated(method.getModifiers(), "WithName", "value")
                            .orElseGet(() -> kebab(method.getName().toString()));
            TreePath group = types.get(Objects.toString(method.getReturnType()));
            if (group != null && group.getLeaf().getKind() == Tree.Kind.INTERFACE) {
                collect(name, group, groups);
            } else {
                properties.add(property(name, method, new TreePath(path, member)));
            }
        }
        groups.add(new Group(prefix, text(path), properties));
    }

    private Property property(String name, MethodTree method, TreePath path) {
        Tree declared = method.getReturnType();
        boolean optional = declared.toString().startsWith("Optional");
        String standard = annotated(method.getModifiers(), "WithDefault", "value")
                .map(value -> "`" + value + "`")
                .orElse(optional ? "-" : "");
        return new Property(name, type(declared), standard, allowed(method.getModifiers()), text(path));
    }

    private static String allowed(ModifiersTree modifiers) {
        Optional<String> least = annotated(modifiers, "Allowed", "least");
        Optional<String> most = annotated(modifiers, "Allowed", "most");
        return Stream.of(least.map(value -> "at least `" + value + "`"), most.map(value -> "at most `" + value + "`"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    private String type(Tree declared) {
        if (declared instanceof ParameterizedTypeTree generic) {
            String argument = type(generic.getTypeArguments().getLast());
            return switch (generic.getType().toString()) {
                case "Optional" -> argument;
                case "List", "Set" -> "list of " + argument + ", with commas";
                case "Map" -> "map of " + argument;
                default -> throw new IllegalArgumentException("a type without a word for people: " + generic);
            };
        }
        TreePath known = types.get(declared.toString());
        if (known != null && known.getLeaf() instanceof ClassTree type && type.getKind() == Tree.Kind.ENUM) {
            return type.getMembers().stream()
                    .filter(member -> member instanceof VariableTree)
                    .map(member -> "`" + kebab(((VariableTree) member).getName().toString()) + "`")
                    .collect(Collectors.joining(" or "));
        }
        return switch (declared.toString()) {
            case "Duration" -> "duration";
            case "Path" -> "path";
            case "URI" -> "address";
            case "String" -> "text";
            case "int", "long", "Integer", "Long", "OptionalInt", "OptionalLong" -> "whole number";
            case "double", "OptionalDouble" -> "number";
            case "boolean", "Boolean" -> "`true` or `false`";
            default -> throw new IllegalArgumentException("a type without a word for people: " + declared);
        };
    }

    private static Optional<String> annotated(ModifiersTree modifiers, String annotation, String member) {
        return modifiers.getAnnotations().stream()
                .filter(each -> each.getAnnotationType().toString().equals(annotation))
                .flatMap(each -> value(each, member))
                .findFirst();
    }

    private static Stream<String> value(AnnotationTree annotation, String member) {
        return annotation.getArguments().stream().flatMap(argument -> {
            if (argument instanceof AssignmentTree assigned) {
                return assigned.getVariable().toString().equals(member)
                        ? Stream.of(literal(assigned.getExpression()))
                        : Stream.empty();
            }
            return member.equals("value") ? Stream.of(literal(argument)) : Stream.empty();
        });
    }

    private static String literal(ExpressionTree expression) {
        if (expression instanceof LiteralTree literal) {
            return String.valueOf(literal.getValue());
        }
        throw new IllegalArgumentException("an annotation's value that is no literal: " + expression);
    }

    /** The Javadoc's words, without its marks, in one line. */
    private String text(TreePath path) {
        String comment = Objects.requireNonNullElse(trees.getDocComment(path), "");
        return comment.replaceAll("(?s)\\n\\s*@.*", "")
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link(?:plain)? ([^}]*)}", "$1")
                .replaceAll("</?p>", " ")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String kebab(String name) {
        return name.replace('_', '-').replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
