package dev.gatehouse.gateway.resource;

/** A secret names its store, so that another default never moves it. */
final class SecretResolution implements Resolution {
    static final String EMBEDDED = "embedded";

    @Override
    public void resolve(Draft draft, Declarations declarations) {
        if (!draft.spec().has("store")) {
            draft.spec().put("store", EMBEDDED);
        }
    }
}
