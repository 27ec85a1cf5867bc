package dev.gatehouse.policy.cel;

import dev.cel.common.Operator;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import java.util.List;
import java.util.Optional;

/**
 * {@code inGroup('name')}: whether the subject is in the group that had this name when the condition was declared. It
 * becomes {@code ids['name'] in subject.groups}, where the ids come from the declaration, so that a group that is given
 * the name later is not meant.
 */
final class GroupMacro {
    /** No condition can write a variable that begins so. */
    static final String IDS = "@groups";

    private static final String NAME = "inGroup";

    private GroupMacro() {}

    static CelMacro macro() {
        return CelMacro.newGlobalMacro(NAME, 1, GroupMacro::expand);
    }

    private static Optional<CelExpr> expand(CelMacroExprFactory factory, CelExpr target, List<CelExpr> arguments) {
        CelExpr name = arguments.getFirst();
        if (text(name).isEmpty()) {
            return Optional.of(factory.reportError(NAME + " takes the name of a group in quotes"));
        }
        CelExpr id = factory.newGlobalCall(Operator.INDEX.getFunction(), factory.newIdentifier(IDS), name);
        CelExpr groups = factory.newSelect(factory.newIdentifier("subject"), "groups", false);
        return Optional.of(factory.newGlobalCall(Operator.IN.getFunction(), id, groups));
    }

    /** The group that the expression means, where it is one that this macro left. */
    static Optional<String> named(CelExpr.CelCall call) {
        List<CelExpr> arguments = call.args();
        return call.function().equals(Operator.INDEX.getFunction())
                        && arguments.getFirst().identOrDefault().name().equals(IDS)
                ? text(arguments.get(1))
                : Optional.empty();
    }

    private static Optional<String> text(CelExpr expression) {
        return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
                ? Optional.of(expression.constant().stringValue())
                : Optional.empty();
    }
}
