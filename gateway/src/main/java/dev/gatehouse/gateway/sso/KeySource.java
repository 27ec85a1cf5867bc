package dev.gatehouse.gateway.sso;

/** Where an issuer's key may come from. */
public enum KeySource {
    /** Only from what the issuer said before: nobody waits. */
    KNOWN,

    /** From the issuer, where it is not known. */
    ISSUER
}
