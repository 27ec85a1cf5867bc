package dev.gatehouse.gateway.issuer;

/** What keys sign. Each issuer has keys of its own, and a key that signs one thing verifies no other. */
enum KeyPurpose {
    ACCESS_TOKENS("access_token", "access-token-key", "access tokens"),
    RUN_IDENTITY("run_identity", "run-identity-key", "run identity");

    private final String code;
    private final String place;
    private final String words;

    KeyPurpose(String code, String place, String words) {
        this.code = code;
        this.place = place;
        this.words = words;
    }

    /** As it stands in rows. */
    String code() {
        return code;
    }

    /** What their wrapping is bound to: a row of one purpose cannot be passed off as one of another. */
    String place() {
        return place;
    }

    /** For people. */
    String words() {
        return words;
    }
}
