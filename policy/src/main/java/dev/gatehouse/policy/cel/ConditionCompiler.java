package dev.gatehouse.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions.Function;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import java.util.List;
import java.util.stream.Stream;

/** Compiles conditions. Thread-safe. */
public final class ConditionCompiler {
    private static final int MOST_CHARACTERS = 4_096;
    private static final int DEEPEST = 40;
    private static final int MOST_ITERATIONS = 2_000;

    /** How the compiler says of a constant that it is beyond the numbers there are. */
    private static final String NOT_READ = "For input string";

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(MOST_CHARACTERS)
            .maxParseRecursionDepth(DEEPEST)
            .comprehensionMaxIterations(MOST_ITERATIONS)
            .enableHeterogeneousNumericComparisons(true)
            .build();

    private final CelCompiler compiler;
    private final CelRuntime runtime;

    private final TextSearch search = new TextSearch();

    public ConditionCompiler() {
        var strings = CelExtensions.strings(Function.LOWER_ASCII);
        var builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(
                        CelStandardMacro.HAS,
                        CelStandardMacro.ALL,
                        CelStandardMacro.EXISTS,
                        CelStandardMacro.EXISTS_ONE)
                .addMacros(GroupMacro.macro(), NetworkMacro.macro())
                .addLibraries(strings)
                .addFunctionDeclarations(NetworkMacro.declaration())
                .addVar(GroupMacro.IDS, MapType.create(SimpleType.STRING, SimpleType.STRING))
                .setResultType(SimpleType.BOOL);
        Stream.of(Variable.values()).forEach(variable -> builder.addVar(variable.path(), variable.type()));
        this.compiler = builder.build();
        this.runtime = CelRuntimeFactory.plannerRuntimeBuilder()
                .setOptions(OPTIONS)
                .addLibraries(strings)
                .setStandardFunctions(CelStandardFunctions.newBuilder()
                        .excludeFunctions(StandardFunction.CONTAINS, StandardFunction.MATCHES)
                        .build())
                .addFunctionBindings(search.bindings())
                .addFunctionBindings(NetworkMacro.binding())
                .build();
    }

    /** The condition that the text is, or what is wrong with it. */
    public Compilation compile(String text) {
        try {
            CelAbstractSyntaxTree tree = compiler.compile(text).getAst();
            var reading = new TreeReading(tree, search);
            return reading.flaws().isEmpty()
                    ? new Compilation.Ready(
                            new Condition(runtime.createProgram(tree), reading.reads(), reading.groups()))
                    : new Compilation.Flawed(reading.flaws());
        } catch (CelValidationException refused) {
            List<CelIssue> issues = refused.getErrors();
            return new Compilation.Flawed(
                    issues.stream().map(ConditionCompiler::flaw).toList());
        } catch (CelEvaluationException unplanned) {
            return new Compilation.Flawed(List.of(new Flaw(1, 1, "it holds a constant that is none")));
        }
    }

    private static Flaw flaw(CelIssue issue) {
        var at = issue.getSourceLocation();
        String message = issue.getMessage().startsWith(NOT_READ) ? "not a number of 64 bits" : issue.getMessage();
        return new Flaw(Math.max(1, at.getLine()), Math.max(0, at.getColumn()) + 1, message);
    }
}
