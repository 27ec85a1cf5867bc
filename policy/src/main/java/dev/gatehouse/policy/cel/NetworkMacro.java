package dev.gatehouse.policy.cel;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.cel.runtime.CelFunctionBinding;
import dev.gatehouse.observability.AddressBlock;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** {@code fromNetwork('10.0.0.0/8')}: whether it is asked from an address of the network. */
final class NetworkMacro {
    private static final String NAME = "fromNetwork";

    /** No condition can write a function that begins so. */
    private static final String FUNCTION = "@isInNetwork";

    private static final String OVERLOAD = "address_in_network";

    private NetworkMacro() {}

    static CelMacro macro() {
        return CelMacro.newGlobalMacro(NAME, 1, NetworkMacro::expand);
    }

    static CelFunctionDecl declaration() {
        return CelFunctionDecl.newFunctionDeclaration(
                FUNCTION,
                CelOverloadDecl.newGlobalOverload(OVERLOAD, SimpleType.BOOL, SimpleType.STRING, SimpleType.STRING));
    }

    static Iterable<CelFunctionBinding> binding() {
        return CelFunctionBinding.fromOverloads(
                FUNCTION, CelFunctionBinding.from(OVERLOAD, String.class, String.class, NetworkMacro::contains));
    }

    private static Optional<CelExpr> expand(CelMacroExprFactory factory, CelExpr target, List<CelExpr> arguments) {
        CelExpr network = arguments.getFirst();
        if (!isNetwork(network)) {
            return Optional.of(factory.reportError(NAME + " takes a network in quotes, such as '10.0.0.0/8'"));
        }
        CelExpr address = factory.newSelect(factory.newIdentifier("source"), "address", false);
        return Optional.of(factory.newGlobalCall(FUNCTION, address, network));
    }

    private static boolean isNetwork(CelExpr expression) {
        if (expression.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                || expression.constant().getKind() != CelConstant.Kind.STRING_VALUE) {
            return false;
        }
        try {
            AddressBlock.of(expression.constant().stringValue());
            return true;
        } catch (IllegalArgumentException other) {
            return false;
        }
    }

    /** Where nobody called, there is no address, and it is in no network. */
    private static boolean contains(String address, String network) {
        return !address.isEmpty() && AddressBlock.of(network).contains(InetAddress.ofLiteral(address));
    }
}
