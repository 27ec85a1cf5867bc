package dev.gatehouse.secrets.embedded;

import dev.gatehouse.policy.ManagePermit;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.secrets.EmbeddedStore;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SealedValue;
import dev.gatehouse.secrets.SecretException;
import dev.gatehouse.secrets.SecretValues;
import dev.gatehouse.secrets.StoreAnswer;
import dev.gatehouse.secrets.WrapContext;
import dev.gatehouse.worker.SecretValue;

/**
 * Values in rows, each version sealed for its tenant, path and version, so that no row can stand in for another and an
 * old one cannot pose as the newest.
 */
public final class WrappedRows implements EmbeddedStore {
    private final MasterKey key;
    private final SecretValues rows;

    public WrappedRows(MasterKey key, SecretValues rows) {
        this.key = key;
        this.rows = rows;
    }

    @Override
    public SealedValue seal(ManagePermit permit, long version, SecretValue value) {
        String tenant = permit.subject().tenant();
        var place = place(tenant, new SecretReference(NAME, permit.namespace(), permit.name()), version);
        return new SealedValue(version, value.expose(clear -> key.wrap(clear, place)));
    }

    @Override
    public StoreAnswer read(String tenant, SecretReference reference) {
        try {
            return rows.latest(tenant, reference.namespace().path(), reference.name())
                    .<StoreAnswer>map(row -> open(tenant, reference, row))
                    .orElseGet(StoreAnswer.Missing::new);
        } catch (SecretException.RowsUnavailable _) {
            return new StoreAnswer.Unavailable("store_unavailable");
        } catch (SecretException.CannotUnwrap _) {
            return new StoreAnswer.Unavailable("value_unreadable");
        }
    }

    private StoreAnswer open(String tenant, SecretReference reference, SealedValue row) {
        byte[] clear = key.unwrap(row.sealed(), place(tenant, reference, row.version()));
        return new StoreAnswer.Found(SecretValue.taking(clear), row.version());
    }

    private static WrapContext place(String tenant, SecretReference reference, long version) {
        return new WrapContext(tenant, "secret-value", reference.path(tenant) + "@" + version);
    }
}
