package dev.gatehouse.gateway.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.key.MasterKeyRows.Agreed;
import dev.gatehouse.gateway.retention.AgedRows;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.WrapContext;
import dev.gatehouse.secrets.WrappingKey;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start does with the keys of a database that has data. */
@QuarkusTest
class StartRefusalTest {
    @Inject
    GatehouseConfig running;

    @Inject
    Transactions transactions;

    @Inject
    SecureRandom random;

    @Inject
    Supplier<UUID> ids;

    @Inject
    InstallationLogKey logKey;

    @Inject
    Installation installation;

    @Inject
    AgedRows owned;

    @Inject
    MasterKey master;

    @Inject
    MasterKeyRows rows;

    @Inject
    WrappedTables tables;

    @TempDir
    Path home;

    @Test
    void theKeyThatWrappedTheRowsOpensThem() {
        MasterKey same = MasterKey.ofFile(running.home().resolve("master.key"));

        assertThat(keys(same).logKey().publicKey()).isEqualTo(logKey.publicKey());
    }

    @Test
    void aMissingKeyIsNeverReplacedInADatabaseThatHasData() {
        assertThatThrownBy(() -> file(Optional.empty()).masterKey())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.master-key-file")
                .hasMessageContaining("GATEHOUSE_MASTER_KEY_FILE");
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void aFileThatTheOperatorNamesIsNeverMade() {
        Path named = home.resolve("elsewhere.key");

        assertThatThrownBy(() -> file(Optional.of(named)).masterKey())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.master-key-file")
                .hasMessageContaining(named.toString());
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void anotherKeyOpensNothingAndNoLogKeyIsMadeUnderIt() {
        MasterKey other = MasterKey.create(home.resolve("master.key"), random);

        assertThatThrownBy(() -> keys(other).logKey())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.master-key-file");
        assertThat(logKeys()).isEqualTo(1);
    }

    @Test
    void aKeyThatOthersMayReadIsRefused() throws IOException {
        Path file = home.resolve("master.key");
        MasterKey.create(file, random);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> file(Optional.empty()).masterKey())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.master-key-file")
                .hasMessageContaining("0600");
    }

    @Test
    void aFileThatHoldsNoKeyIsRefusedAndLeftAsItIs() throws IOException {
        Path file = home.resolve("master.key");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "short");

        assertThatThrownBy(() -> file(Optional.empty()).masterKey())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.master-key-file");
        assertThat(file).hasContent("short");
    }

    @Test
    void aHomeThatPinsAnotherLogKeyIsRefusedAtTheStart() throws IOException {
        var config = new Config(home, Optional.empty());
        var elsewhere = InstallationLogKey.make(new UUID(3, 3), random).key();
        new PinnedLogKey(home).pin(installation, elsewhere, List.of("acme"));

        assertThatThrownBy(() -> start(config, master).open(new StartupEvent()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.home")
                .hasMessageContaining("log.vkey");
    }

    @Test
    void aHomeThatPinsTheKeyOfTheDatabaseStarts() {
        var start = start(new Config(home, Optional.empty()), master);
        start.open(new StartupEvent());

        assertThatCode(() -> start.open(new StartupEvent())).doesNotThrowAnyException();
        assertThat(home.resolve("log.vkey")).isNotEmptyFile();
    }

    @Test
    void aKeyThatWrappedRowsIsMissed() {
        MasterKey.append(running.home().resolve("master.key"), random);
        String other =
                MasterKey.keysOf(running.home().resolve("master.key")).getLast().id();
        master.learn(MasterKey.keysOf(running.home().resolve("master.key")));
        var without = MasterKey.of(MasterKey.keysOf(running.home().resolve("master.key")).stream()
                .filter(key -> !key.id().equals(other))
                .toList());
        UUID token = ids.get();
        var config = new Config(home, Optional.empty());
        transactions.run(connection -> {
            try (var insert = connection.prepareStatement(
                    "INSERT INTO join_token (tenant, id, worker_group, wrapped, created_by, expires_at)"
                            + " VALUES ('acme', ?, 'g', ?, ?, now())")) {
                insert.setObject(1, token);
                insert.setBytes(2, MasterKey.prefix(other));
                insert.setObject(3, token);
                return insert.executeUpdate();
            }
        });

        try {
            assertThatThrownBy(() -> start(config, without).open(new StartupEvent()))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("gatehouse.master-key-file")
                    .hasMessageContaining(other);
            assertThatCode(() -> start(config, master).open(new StartupEvent())).doesNotThrowAnyException();
        } finally {
            transactions.run(connection -> {
                try (var delete = connection.prepareStatement("DELETE FROM join_token WHERE id = ?")) {
                    delete.setObject(1, token);
                    return delete.executeUpdate();
                }
            });
        }
    }

    @Test
    void theFirstKeyOfADatabaseThatNamesNoneIsTheOneThatOpensItWhereverItStandsInTheFile() {
        List<WrappingKey> known = MasterKey.keysOf(running.home().resolve("master.key"));
        var first = MasterKey.of(List.of(known.getFirst()));
        MasterKey.create(home.resolve("master.key"), random);
        List<WrappingKey> restored = new ArrayList<>(MasterKey.keysOf(home.resolve("master.key")));
        restored.addAll(known);

        assertThat(withLogKeyOf(
                        first, connection -> keys(MasterKey.of(restored)).first(connection)))
                .isEqualTo(first.current());
        first.agree(first.current(), "another");
        assertThatThrownBy(() -> withLogKeyOf(
                        first, connection -> keys(MasterKey.of(restored)).first(connection)))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("master_key is empty");
    }

    /** Asks while the log's key is wrapped by this one, and leaves it as it was. */
    private String withLogKeyOf(MasterKey key, Transactions.Work<String> question) {
        WrappedTable table = InstallationKeys.table();
        return transactions.run(connection -> {
            WrappedRow row =
                    tables.others(connection, table, new Agreed("0".repeat(16), "f".repeat(16)), List.of(), 10).stream()
                            .filter(each -> each.key().getFirst().equals("log"))
                            .findFirst()
                            .orElseThrow();
            var context =
                    new WrapContext("system", "log-key", row.key().getLast().toString());
            byte[] wrapped = key.wrap(master.unwrap(row.wrapped(), context), context);
            WrappedTables.replace(connection, table, row, wrapped);
            try {
                return question.in(connection);
            } finally {
                WrappedTables.replace(connection, table, new WrappedRow(row.key(), wrapped, context), row.wrapped());
            }
        });
    }

    @Test
    void theKeyThatWrapsIsMissed() {
        var another = MasterKey.create(home.resolve("master.key"), random);
        var config = new Config(home, Optional.empty());

        assertThatThrownBy(() -> start(config, another).open(new StartupEvent()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.master-key-file")
                .hasMessageContaining("which wraps");
    }

    @Test
    void aVaultThatOpensNoKeyMakesNoneForADatabaseThatHasData() throws IOException {
        assertThatThrownBy(() -> producer(transit("http://127.0.0.1:1")).masterKey())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gatehouse.master-key.transit.address")
                .hasMessageContaining("has data");
        assertThat(home.resolve("master.key")).doesNotExist();
    }

    @Test
    void aVaultThatDoesNotAnswerRefusesTheStartAndSaysWhatIsWrong() throws IOException {
        var producer = producer(transit("http://127.0.0.1:1"));
        owned.sql("INSERT INTO master_key (id, wrapped) VALUES ('00000000000000aa', 'vault:v1:abc')");

        try {
            assertThatThrownBy(producer::masterKey)
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("gatehouse.master-key.transit.address")
                    .hasMessageMatching(".*: [a-z_]+");
        } finally {
            owned.sql("DELETE FROM master_key WHERE id = '00000000000000aa'");
        }
    }

    @Test
    void anAddressOfAVaultThatIsNoneIsRefused() {
        for (String address : new String[] {"vault.example", "ftp://vault.example", "https://user@vault.example"}) {
            assertThatThrownBy(() -> transit(address))
                    .isInstanceOf(StartRefused.class)
                    .hasMessageContaining("gatehouse.master-key.transit.address");
        }
    }

    private MasterKeyProducer producer(ConfiguredTransit transit) {
        return new MasterKeyProducer(file(Optional.empty()), transit, rows, transactions);
    }

    private ConfiguredTransit transit(String address) throws IOException {
        Path secret = home.resolve("secret-id");
        if (!Files.exists(secret)) {
            Files.createFile(
                    secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return new ConfiguredTransit(new Transit(Optional.of(address), Optional.of(secret)), random, Instant::now);
    }

    private KeysAtStart start(Config config, MasterKey with) {
        return new KeysAtStart(config, installation, logKey, keys(with), with, rows, tables, transactions);
    }

    private MasterKeyFile file(Optional<Path> named) {
        return new MasterKeyFile(new Config(home, named), transactions, random);
    }

    private InstallationKeys keys(MasterKey master) {
        return new InstallationKeys(transactions, random, master, ids);
    }

    private int logKeys() {
        return transactions.run(connection -> {
            try (var query =
                            connection.prepareStatement("SELECT count(*) FROM installation_key WHERE purpose = 'log'");
                    var row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        });
    }

    private record Transit(Optional<String> address, Optional<Path> secretIdFile) implements TransitConfig {
        @Override
        public Optional<String> namespace() {
            return Optional.empty();
        }

        @Override
        public Optional<Path> caFile() {
            return Optional.empty();
        }

        @Override
        public String mount() {
            return "transit";
        }

        @Override
        public String key() {
            return "gatehouse";
        }

        @Override
        public String loginMount() {
            return "approle";
        }

        @Override
        public Optional<String> roleId() {
            return Optional.of("the-role");
        }

        @Override
        public Duration call() {
            return Duration.ofSeconds(2);
        }
    }

    private record Config(Path home, Optional<Path> masterKeyFile) implements GatehouseConfig {
        @Override
        public Optional<URI> publicUrl() {
            return Optional.empty();
        }

        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public String managementHost() {
            return "127.0.0.1";
        }

        @Override
        public boolean unsafePlainHttp() {
            return false;
        }

        @Override
        public int port() {
            return 8080;
        }

        @Override
        public int managementPort() {
            return 8081;
        }

        @Override
        public Optional<List<String>> tenants() {
            return Optional.of(List.of("acme"));
        }

        @Override
        public boolean demo() {
            return false;
        }
    }
}
