package dev.gatehouse.gateway.sso;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.EllipticCurve;

/**
 * Whether public keys are points of their curves, and such as only one private key has: Java makes a key of any two numbers,
 * and finds out at the signature.
 */
final class CurvePoints {
    /** The field of Ed25519 and the constant of its curve (RFC 8032, section 5.1). */
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    private static final BigInteger D = BigInteger.valueOf(-121_665)
            .multiply(BigInteger.valueOf(121_666).modInverse(P))
            .mod(P);

    private CurvePoints() {}

    /** Whether the key is one, or needs to be none. */
    static boolean isPoint(PublicKey key) {
        return switch (key) {
            case ECPublicKey ec -> isPoint(ec);
            case EdECPublicKey ed -> isPoint(ed.getPoint().getY());
            default -> true;
        };
    }

    /** As NIST's curves are written (SEC 1, section 3.2.2.1); their cofactor is 1. */
    private static boolean isPoint(ECPublicKey key) {
        EllipticCurve curve = key.getParams().getCurve();
        if (!(curve.getField() instanceof ECFieldFp field)) {
            return false;
        }
        BigInteger p = field.getP();
        BigInteger x = key.getW().getAffineX();
        BigInteger y = key.getW().getAffineY();
        return isOfField(x, p)
                && isOfField(y, p)
                && y.multiply(y)
                        .mod(p)
                        .equals(x.multiply(x)
                                .add(curve.getA())
                                .multiply(x)
                                .add(curve.getB())
                                .mod(p));
    }

    /**
     * The other coordinate has a root: {@code x² = (y² - 1) / (d y² + 1)} (RFC 8032, section 5.1.3). The curve's cofactor is 8,
     * and under one of the eight points of so small an order signatures can be made that fit many texts, without any key.
     */
    private static boolean isPoint(BigInteger y) {
        if (!isOfField(y, P)) {
            return false;
        }
        BigInteger square = y.multiply(y);
        BigInteger x2 = square.subtract(BigInteger.ONE)
                .multiply(D.multiply(square).add(BigInteger.ONE).modInverse(P))
                .mod(P);
        BigInteger residue = x2.modPow(P.subtract(BigInteger.ONE).shiftRight(1), P);
        return residue.equals(BigInteger.ONE) && !isOfSmallOrder(x2, square);
    }

    /** Order 1 and 2 where x is 0 (which has no residue), 4 where y is, and 8 where doubling leads there: {@code x² = -y²}. */
    private static boolean isOfSmallOrder(BigInteger x2, BigInteger y2) {
        return x2.signum() == 0 || y2.signum() == 0 || x2.add(y2).mod(P).signum() == 0;
    }

    private static boolean isOfField(BigInteger number, BigInteger p) {
        return number.signum() >= 0 && number.compareTo(p) < 0;
    }
}
