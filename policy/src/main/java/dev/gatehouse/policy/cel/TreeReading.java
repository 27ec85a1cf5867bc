package dev.gatehouse.policy.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one walk through a checked condition finds: what it reads, and what would make its cost grow faster than the facts.
 *
 * <p>Loops do not stand in loops, and inside one the functions whose cost is that of their text are only for what the loop
 * goes through, and nothing is joined. So a condition takes no longer than its size times that of the facts.
 */
final class TreeReading {
    private static final int MOST_NODES = 250;
    private static final String JOIN = "_+_";
    private static final String MEMBERSHIP = "@in";
    private static final String PATTERN = "matches";

    /** Of the program that a pattern becomes: its repetitions are written out in it. */
    private static final int LARGEST_PATTERN = 2_000;

    private static final Set<String> LINEAR =
            Set.of(PATTERN, "contains", "startsWith", "endsWith", "lowerAscii", "size", "string", "bytes", MEMBERSHIP);

    private static final Set<CelType> NUMBERS =
            Set.of(SimpleType.INT, SimpleType.UINT, SimpleType.DOUBLE, SimpleType.DURATION, SimpleType.TIMESTAMP);

    private final CelAbstractSyntaxTree tree;
    private final Set<Variable> reads = new HashSet<>();
    private final Set<String> groups = new HashSet<>();
    private final List<Flaw> flaws = new ArrayList<>();
    private int nodes;

    TreeReading(CelAbstractSyntaxTree tree) {
        this.tree = tree;
        walk(tree.getExpr(), Optional.empty());
        if (nodes > MOST_NODES) {
            flaws.add(new Flaw(1, 1, "the condition has " + nodes + " parts; there may be " + MOST_NODES));
        }
    }

    Set<Variable> reads() {
        return reads;
    }

    Set<String> groups() {
        return groups;
    }

    List<Flaw> flaws() {
        return flaws;
    }

    /** @param item what the loop around goes through */
    private void walk(CelExpr each, Optional<String> item) {
        nodes++;
        tree.getReference(each.id()).flatMap(found -> Variable.of(found.name())).ifPresent(reads::add);
        switch (each.getKind()) {
            case CONSTANT, IDENT, NOT_SET -> {}
            case SELECT -> walk(each.select().operand(), item);
            case LIST -> walk(each.list().elements(), item);
            case MAP -> {
                List<CelExpr.CelMap.Entry> entries = each.map().entries();
                entries.forEach(entry -> walk(List.of(entry.key(), entry.value()), item));
            }
            case STRUCT -> {
                List<CelExpr.CelStruct.Entry> entries = each.struct().entries();
                entries.forEach(entry -> walk(entry.value(), item));
            }
            case CALL -> call(each, item);
            case COMPREHENSION -> loop(each, item);
        }
    }

    private void walk(List<CelExpr> all, Optional<String> item) {
        all.forEach(each -> walk(each, item));
    }

    private void call(CelExpr each, Optional<String> item) {
        CelCall call = each.call();
        List<CelExpr> arguments = call.args();
        GroupMacro.named(call).ifPresent(groups::add);
        item.filter(_ -> LINEAR.contains(call.function()))
                .filter(name -> !isOf(name, text(call)))
                .ifPresent(
                        _ -> refuse(each, call.function() + " in a loop takes nothing but what the loop goes through"));
        if (item.isPresent() && call.function().equals(JOIN) && !NUMBERS.contains(tree.getTypeOrThrow(each.id()))) {
            refuse(each, "nothing is joined in a loop");
        }
        if (call.function().equals(PATTERN) && !isPattern(arguments.getLast())) {
            refuse(arguments.getLast(), "matches takes a regular expression in quotes, of RE2's syntax");
        }
        call.target().ifPresent(target -> walk(target, item));
        walk(arguments, item);
    }

    private static boolean isPattern(CelExpr expression) {
        if (expression.getKind() != Kind.CONSTANT || expression.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            return false;
        }
        try {
            return Pattern.compile(expression.constant().stringValue()).programSize() <= LARGEST_PATTERN;
        } catch (PatternSyntaxException malformed) {
            return false;
        }
    }

    /** That by whose length the call's cost grows. */
    private static CelExpr text(CelCall call) {
        List<CelExpr> arguments = call.args();
        return call.target()
                .orElseGet(() -> call.function().equals(MEMBERSHIP) ? arguments.getLast() : arguments.getFirst());
    }

    private void loop(CelExpr each, Optional<String> outer) {
        CelComprehension loop = each.comprehension();
        outer.ifPresent(_ -> refuse(each, "a loop stands in a loop"));
        walk(loop.iterRange(), outer);
        walk(loop.accuInit(), outer);
        Optional<String> item = Optional.of(loop.iterVar());
        walk(loop.loopCondition(), item);
        walk(loop.loopStep(), item);
        walk(loop.result(), outer);
    }

    /** Whether the value is what the loop goes through, a part of it, or a list that the condition writes out. */
    private static boolean isOf(String item, CelExpr value) {
        return switch (value.getKind()) {
            case IDENT -> value.ident().name().equals(item);
            case SELECT -> isOf(item, value.select().operand());
            case CALL -> isOf(item, text(value.call()));
            case CONSTANT, LIST -> true;
            case NOT_SET, STRUCT, MAP, COMPREHENSION -> false;
        };
    }

    private void refuse(CelExpr where, String message) {
        Map<Long, Integer> positions = tree.getSource().getPositionsMap();
        Integer offset = positions.get(where.id());
        CelSourceLocation at = offset == null
                ? CelSourceLocation.of(1, 0)
                : tree.getSource().getOffsetLocation(offset).orElse(CelSourceLocation.of(1, 0));
        flaws.add(new Flaw(at.getLine(), at.getColumn() + 1, message));
    }
}
