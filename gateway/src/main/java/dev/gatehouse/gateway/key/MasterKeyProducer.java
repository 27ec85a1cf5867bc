package dev.gatehouse.gateway.key;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.TransitKeys;
import dev.gatehouse.secrets.TransitKeys.MadeKey;
import dev.gatehouse.secrets.WrappingKey;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Gathers the keys of this installation at the start: those of the file, and those that the operator's Vault opens. With a Vault
 * and without a file the first start makes a key there. A Vault that does not answer refuses the start: without its keys the
 * gateway could not even sign.
 */
@Singleton
final class MasterKeyProducer {
    private final MasterKeyFile file;
    private final ConfiguredTransit transit;
    private final MasterKeyRows rows;
    private final Transactions transactions;

    MasterKeyProducer(MasterKeyFile file, ConfiguredTransit transit, MasterKeyRows rows, Transactions transactions) {
        this.file = file;
        this.transit = transit;
        this.rows = rows;
        this.transactions = transactions;
    }

    @Produces
    @Singleton
    MasterKey masterKey() {
        MasterKey master = gathered();
        transactions.run(rows::agreed).ifPresent(agreed -> master.agree(agreed.current(), agreed.nameless()));
        return master;
    }

    private MasterKey gathered() {
        try {
            List<WrappingKey> opened = transit.opened(transactions.run(rows::wrapped));
            if (transit.keys().isEmpty() || file.isMeant()) {
                MasterKey master = file.masterKey();
                master.learn(opened);
                return master;
            }
            return MasterKey.of(opened.isEmpty() ? List.of(made(transit.keys().get())) : opened);
        } catch (TransitUnavailable away) {
            throw new StartRefused(
                    ConfiguredTransit.ADDRESS + ": the master key cannot be had from it now: " + away.getMessage(),
                    away);
        }
    }

    private WrappingKey made(TransitKeys engine) {
        if (file.hasData()) {
            throw new StartRefused(ConfiguredTransit.ADDRESS
                    + ": it opens no key of this database, which has data that needs the key it was");
        }
        return switch (engine.make()) {
            case MadeKey.Made(WrappingKey key, String wrapped) ->
                transactions.run(connection -> {
                    rows.add(connection, key.id(), Optional.of(wrapped));
                    return key;
                });
            case MadeKey.Unavailable(String cause) -> throw new TransitUnavailable(cause);
        };
    }
}
