package dev.gatehouse.gateway.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.job.Pointer;
import dev.gatehouse.gateway.secret.StoreRules;
import dev.gatehouse.secrets.EmbeddedStore;
import dev.gatehouse.secrets.PathRules;
import dev.gatehouse.secrets.SecretLocation;
import java.sql.SQLException;
import java.util.List;

/**
 * A secret names its store, so that another default never moves it, and in any store but the embedded one a path that the
 * operator and the store give to the secrets of its namespace.
 */
final class SecretResolution implements Resolution {
    private static final Pointer STORE = Draft.SPEC.child("store");
    private static final Pointer PATH = Draft.SPEC.child("path");

    private final StoreRules stores;

    SecretResolution(StoreRules stores) {
        this.stores = stores;
    }

    @Override
    public void resolve(Draft draft, Declarations declarations) throws SQLException {
        ObjectNode spec = draft.spec();
        if (!spec.has("store")) {
            spec.put("store", EmbeddedStore.NAME);
        }
        String store = spec.get("store").asText();
        if (store.equals(EmbeddedStore.NAME)) {
            refuse(draft, "path", "the embedded store has the secret's own name as its path");
            refuse(draft, "key", "a path of the embedded store holds one value");
            return;
        }
        if (!spec.has("key")) {
            spec.put("key", SecretLocation.VALUE);
        }
        if (!spec.has("path")) {
            draft.refuse(Draft.SPEC, "a secret of another store than the embedded one has a path");
        } else if (stores.operators(store).isPresent()) {
            admit(draft, declarations, stores.paths(store), List.of());
        } else {
            var declared = declarations.storePaths(store);
            if (declared.isPresent()) {
                admit(
                        draft,
                        declarations,
                        stores.paths(declared.get().kind()),
                        declared.get().rules());
            } else {
                draft.refuse(STORE, "there is no such store");
            }
        }
    }

    private static void admit(Draft draft, Declarations declarations, List<String> ofOperator, List<String> ofTenant) {
        var rules = new PathRules(ofOperator, ofTenant);
        if (!rules.admit(
                declarations.tenant(),
                draft.namespace(),
                draft.spec().get("path").asText())) {
            draft.refuse(
                    PATH,
                    "secrets of this namespace may not lie there: a path begins with "
                            + String.join(" or ", ofOperator)
                            + (ofTenant.isEmpty() ? "" : ", and with " + String.join(" or ", ofTenant)));
        }
    }

    private static void refuse(Draft draft, String member, String reason) {
        if (draft.spec().has(member)) {
            draft.refuse(Draft.SPEC.child(member), reason);
        }
    }
}
