package dev.gatehouse.policy.cel;

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
 * <p>Loops do not stand in loops. Inside one nothing is joined, and nothing long is read but what the loop goes through, which
 * is as long as the facts in all its turns together; to read a variable is to go through all of it. So a condition goes over
 * the facts no more often than {@link #MOST_PASSES} says.
 */
final class TreeReading {
    private static final int MOST_NODES = 250;

    /** A pattern counts for each instruction of the program that it becomes, in which repetitions are written out. */
    private static final int MOST_PASSES = 500;

    private static final int MOST_JOINS = 8;
    private static final int PASSES_OF_CONTAINS = 16;

    private static final String JOIN = "_+_";
    private static final Set<CelType> NUMBERS =
            Set.of(SimpleType.INT, SimpleType.UINT, SimpleType.DOUBLE, SimpleType.DURATION, SimpleType.TIMESTAMP);

    private final CelAbstractSyntaxTree tree;
    private final TextSearch search;
    private final Set<Variable> reads = new HashSet<>();
    private final Set<String> groups = new HashSet<>();
    private final List<Flaw> flaws = new ArrayList<>();
    private int nodes;
    private int joins;
    private long passes;

    TreeReading(CelAbstractSyntaxTree tree, TextSearch search) {
        this.tree = tree;
        this.search = search;
        walk(tree.getExpr(), Loop.NONE);
        if (nodes > MOST_NODES) {
            refuse("the condition has " + nodes + " parts; there may be " + MOST_NODES);
        }
        if (joins > MOST_JOINS) {
            refuse("the condition joins texts or lists " + joins + " times; it may " + MOST_JOINS + " times");
        }
        if (passes * (1 + joins) > MOST_PASSES) {
            refuse("the condition costs too much: it searches too often, or for patterns that are too large");
        }
    }

    /**
     * The loop around an expression.
     *
     * @param isOne false for none
     * @param times how often it may go through the facts: as often as they are written out in its range
     */
    private record Loop(boolean isOne, int times) {
        static final Loop NONE = new Loop(false, 1);
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

    private void walk(CelExpr each, Loop loop) {
        nodes++;
        var variable = tree.getReference(each.id()).flatMap(found -> Variable.of(found.name()));
        variable.ifPresent(reads::add);
        variable.filter(Variable::isLong).ifPresent(found -> {
            passes += loop.times();
            if (loop.isOne()) {
                refuse(each, "a loop reads nothing of " + found.path() + " but what it goes through");
            }
        });
        switch (each.getKind()) {
            case CONSTANT, IDENT, NOT_SET -> {}
            case SELECT -> walk(each.select().operand(), loop);
            case LIST -> walk(each.list().elements(), loop);
            case MAP -> {
                List<CelExpr.CelMap.Entry> entries = each.map().entries();
                entries.forEach(entry -> walk(List.of(entry.key(), entry.value()), loop));
            }
            case STRUCT -> refuse(each, "a condition makes no messages");
            case CALL -> call(each, loop);
            case COMPREHENSION -> comprehension(each, loop);
        }
    }

    private void walk(List<CelExpr> all, Loop loop) {
        all.forEach(each -> walk(each, loop));
    }

    private void call(CelExpr each, Loop loop) {
        CelCall call = each.call();
        GroupMacro.named(call).ifPresent(groups::add);
        if (call.function().equals(JOIN) && !NUMBERS.contains(tree.getTypeOrThrow(each.id()))) {
            joins++;
            if (loop.isOne()) {
                refuse(each, "nothing is joined in a loop");
            }
        }
        passes += (long) passes(call) * loop.times();
        walk(operands(call), loop);
    }

    private int passes(CelCall call) {
        return switch (call.function()) {
            case TextSearch.CONTAINS -> PASSES_OF_CONTAINS;
            case TextSearch.MATCHES -> {
                CelExpr pattern = operands(call).getLast();
                var cost = text(pattern).flatMap(search::cost);
                if (cost.isEmpty()) {
                    refuse(pattern, "matches takes a regular expression in quotes, of RE2's syntax");
                }
                yield cost.orElse(0);
            }
            default -> 1;
        };
    }

    private static Optional<String> text(CelExpr expression) {
        return expression.getKind() == Kind.CONSTANT && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expression.constant().stringValue())
                : Optional.empty();
    }

    private static List<CelExpr> operands(CelCall call) {
        List<CelExpr> operands = new ArrayList<>(call.args());
        call.target().ifPresent(operands::addFirst);
        return operands;
    }

    private void comprehension(CelExpr each, Loop outer) {
        CelComprehension loop = each.comprehension();
        if (outer.isOne()) {
            refuse(each, "a loop stands in a loop");
        }
        walk(loop.iterRange(), outer);
        walk(loop.accuInit(), outer);
        var inner = new Loop(true, timesIn(loop.iterRange()));
        walk(loop.loopCondition(), inner);
        walk(loop.loopStep(), inner);
        walk(loop.result(), outer);
    }

    private static int timesIn(CelExpr range) {
        return switch (range.getKind()) {
            case LIST -> timesIn(range.list().elements());
            case MAP -> {
                List<CelExpr.CelMap.Entry> entries = range.map().entries();
                yield timesIn(entries.stream().map(CelExpr.CelMap.Entry::key).toList());
            }
            case CALL ->
                operands(range.call()).stream().mapToInt(TreeReading::timesIn).sum();
            case CONSTANT, IDENT, SELECT, NOT_SET, STRUCT, COMPREHENSION -> 1;
        };
    }

    private static int timesIn(List<CelExpr> items) {
        long facts =
                items.stream().filter(item -> item.getKind() != Kind.CONSTANT).count();
        return Math.max(1, (int) facts);
    }

    private void refuse(String message) {
        flaws.add(new Flaw(1, 1, message));
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
