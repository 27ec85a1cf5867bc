package dev.gatehouse.secrets.embedded;

import dev.gatehouse.policy.ManagePermit;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.secrets.EmbeddedStore;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SealedValue;
import dev.gatehouse.secrets.SecretException;
import dev.gatehouse.secrets.SecretLocation;
import dev.gatehouse.secrets.SecretValues;
import dev.gatehouse.secrets.StoreAnswer;
import dev.gatehouse.secrets.StoreFinding;
import dev.gatehouse.worker.SecretValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values in rows, each version sealed for its tenant, path and version, so that no row can stand in for another and an
 * old one cannot pose as the newest.
 */
public final class WrappedRows implements EmbeddedStore {
    private static final int PARTS = 3;

    private final MasterKey key;
    private final SecretValues rows;

    public WrappedRows(MasterKey key, SecretValues rows) {
        this.key = key;
        this.rows = rows;
    }

    @Override
    public SealedValue seal(ManagePermit permit, long version, SecretValue value) {
        String tenant = permit.subject().tenant();
        String path = EmbeddedStore.path(tenant, new SecretReference(NAME, permit.namespace(), permit.name()));
        return new SealedValue(
                version, value.expose(clear -> key.wrap(clear, EmbeddedStore.place(tenant, path, version))));
    }

    @Override
    public StoreAnswer read(String tenant, String path) {
        String[] parts = path.split("/", -1);
        if (parts.length != PARTS || !parts[0].equals(tenant)) {
            return new StoreAnswer.Missing(StoreAnswer.Part.PATH);
        }
        try {
            return rows.latest(tenant, parts[1], parts[2])
                    .<StoreAnswer>map(row -> open(tenant, path, row))
                    .orElseGet(() -> new StoreAnswer.Missing(StoreAnswer.Part.PATH));
        } catch (SecretException.RowsUnavailable _) {
            return new StoreAnswer.Unavailable("store_unavailable");
        } catch (SecretException.CannotUnwrap _) {
            return new StoreAnswer.Unavailable("value_unreadable");
        }
    }

    @Override
    public List<StoreFinding> probe(String tenant) {
        Optional<String> problem =
                read(tenant, tenant + "/root/gatehouse-probe") instanceof StoreAnswer.Unavailable(String cause)
                        ? Optional.of(cause)
                        : Optional.empty();
        return List.of(
                StoreFinding.of("reachable", problem),
                StoreFinding.limit("no secret of this store ends with the run"),
                StoreFinding.limit("whoever has the master key and the database has every value"));
    }

    private StoreAnswer open(String tenant, String path, SealedValue row) {
        byte[] clear = key.unwrap(row.sealed(), EmbeddedStore.place(tenant, path, row.version()));
        return new StoreAnswer.Found(
                Map.of(SecretLocation.VALUE, SecretValue.taking(clear)), Optional.of(Long.toString(row.version())));
    }
}
