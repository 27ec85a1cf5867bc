package dev.gatehouse.gateway.database;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ServerFactsTest {
    private static final ServerFacts ALONE = new ServerFacts(150_019, false, true, true, "on", 0, 0, 0);

    @Test
    void takesAServerAloneThatWritesBeforeItAnswers() {
        assertThatCode(() -> ALONE.require(false, false)).doesNotThrowAnyException();
    }

    @Test
    void takesReplicasThatEachCommitWaitsFor() {
        assertThatCode(() -> replicas("on", 2, 0, 0).require(false, false)).doesNotThrowAnyException();
    }

    @Test
    void refusesAnAsynchronousReplicaUnlessJustThatIsAllowed() {
        ServerFacts one = replicas("on", 2, 1, 0);

        assertThatThrownBy(() -> one.require(false, true))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("1 of 2 replicas")
                .hasMessageContaining("gatehouse.db.unsafe-replicas");
        assertThatCode(() -> one.require(true, false)).doesNotThrowAnyException();
    }

    @Test
    void refusesReplicasThatTheOwnerMayNotSee() {
        assertThatThrownBy(() -> replicas("on", 1, 0, 1).require(false, false))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("pg_read_all_stats");
    }

    @Test
    void refusesReplicasThatNoCommitWaitsFor() {
        assertThatThrownBy(() -> replicas("local", 1, 0, 0).require(false, false))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("synchronous_commit is local");
    }

    @Test
    void refusesAServerThatAnswersBeforeItWroteUnlessJustThatIsAllowed() {
        var quick = new ServerFacts(180_000, false, false, false, "off", 0, 0, 0);

        assertThatThrownBy(() -> quick.require(true, false))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("fsync = off, full_page_writes = off, synchronous_commit = off")
                .hasMessageContaining("gatehouse.db.unsafe-durability");
        assertThatCode(() -> quick.require(false, true)).doesNotThrowAnyException();
    }

    @Test
    void refusesAStandbyWhateverIsAllowed() {
        var standby = new ServerFacts(150_000, true, true, true, "on", 0, 0, 0);

        assertThatThrownBy(() -> standby.require(true, true))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("gatehouse.db.url")
                .hasMessageContaining("standby");
    }

    @Test
    void refusesAServerThatIsTooOld() {
        var old = new ServerFacts(140_019, false, true, true, "on", 0, 0, 0);

        assertThatThrownBy(() -> old.require(true, true))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining("gatehouse.db.url")
                .hasMessageContaining("PostgreSQL 14")
                .hasMessageContaining("15 or newer");
    }

    private static ServerFacts replicas(String commit, int all, int asynchronous, int hidden) {
        return new ServerFacts(150_019, false, true, true, commit, all, asynchronous, hidden);
    }
}
