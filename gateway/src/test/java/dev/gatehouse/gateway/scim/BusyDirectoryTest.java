package dev.gatehouse.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many who want the same row of the directory, and the others. */
@QuarkusTest
class BusyDirectoryTest {
    /** More than the gateway has connections. */
    private static final int MANY = 40;

    @Inject
    TestAccess access;

    @Inject
    Transactions transactions;

    @Test
    void whoWaitsForAGroupKeepsNobodyFromTheDatabase() throws Exception {
        var scim = ScimCalls.newClient(access, "acme");
        var other = ScimCalls.newClient(access, "acme");
        String group = scim.group("Ops");
        List<String> users = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            users.add(scim.user("u" + i));
        }
        var held = new CountDownLatch(1);
        var released = new CountDownLatch(1);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> holder = threads.submit(() -> transactions.run(connection -> {
                hold(connection, group);
                held.countDown();
                return waitedFor(released);
            }));
            held.await();
            List<Future<Integer>> patches = users.stream()
                    .map(user -> threads.submit(() -> scim.patch(
                                    "/Groups/" + group,
                                    "{'op':'add','path':'members','value':[{'value':'" + user + "'}]}")
                            .statusCode()))
                    .toList();
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());

            other.get("/Users").then().statusCode(200);
            other.user("free");
            assertThat(patches).noneMatch(Future::isDone);
            released.countDown();
            assertThat(holder.get()).isTrue();
            for (Future<Integer> patch : patches) {
                assertThat(patch.get()).isEqualTo(200);
            }
        }

        assertThat(access.query("SELECT count(*) FROM membership WHERE group_id = ?::uuid", group))
                .contains(Integer.toString(MANY));
    }

    @Test
    void aClientThatWantsAllSeatsLeavesSomeToOthers() throws Exception {
        var scim = ScimCalls.newClient(access, "acme");
        var other = ScimCalls.newClient(access, "globex");
        List<String> users = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            users.add(scim.user("u" + i));
        }
        var held = new CountDownLatch(1);
        var released = new CountDownLatch(1);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> holder = threads.submit(() -> transactions.run(connection -> {
                holdUsers(connection, scim.client());
                held.countDown();
                return waitedFor(released);
            }));
            held.await();
            List<Future<Integer>> patches = users.stream()
                    .map(user -> threads.submit(
                            () -> scim.patch("/Users/" + user, "{'op':'add','path':'title','value':'Countess'}")
                                    .statusCode()))
                    .toList();
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());

            other.get("/Users").then().statusCode(200);
            other.user("free");
            assertThat(patches).noneMatch(Future::isDone);
            released.countDown();
            assertThat(holder.get()).isTrue();
            for (Future<Integer> patch : patches) {
                assertThat(patch.get()).isEqualTo(200);
            }
        }
    }

    @Test
    void aClientsLargeBodiesWaitForEachOther() throws Exception {
        var scim = ScimCalls.newClient(access, "acme");
        var other = ScimCalls.newClient(access, "globex");
        String ignored = "'x':'" + "y".repeat(600_000) + "','z':'" + "y".repeat(600_000) + "'";
        String one = scim.user("one");
        String two = scim.user("two");
        var held = new CountDownLatch(1);
        var released = new CountDownLatch(1);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> holder = threads.submit(() -> transactions.run(connection -> {
                holdUsers(connection, scim.client());
                held.countDown();
                return waitedFor(released);
            }));
            held.await();
            List<Future<Integer>> puts = Stream.of(one, two)
                    .map(user -> threads.submit(
                            () -> scim.put("/Users/" + user, "{'userName':'" + user + "'," + ignored + "}")
                                    .statusCode()))
                    .toList();
            LockSupport.parkNanos(Duration.ofMillis(700).toNanos());
            Future<Integer> third = threads.submit(() ->
                    scim.post("/Users", "{'userName':'three'," + ignored + "}").statusCode());

            scim.user("small");
            other.post("/Users", "{'userName':'three'," + ignored + "}").then().statusCode(201);
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            assertThat(puts).noneMatch(Future::isDone);
            assertThat(third).isNotDone();
            released.countDown();
            assertThat(holder.get()).isTrue();
            assertThat(third.get()).isEqualTo(201);
            for (Future<Integer> put : puts) {
                assertThat(put.get()).isEqualTo(200);
            }
        }
    }

    private static void holdUsers(Connection connection, String client) throws SQLException {
        try (var lock =
                connection.prepareStatement("SELECT 1 FROM directory_user WHERE client_id = ?::uuid FOR UPDATE")) {
            lock.setString(1, client);
            lock.execute();
        }
    }

    private static void hold(Connection connection, String group) throws SQLException {
        try (var lock = connection.prepareStatement("SELECT 1 FROM directory_group WHERE id = ?::uuid FOR UPDATE")) {
            lock.setString(1, group);
            lock.execute();
        }
    }

    private static boolean waitedFor(CountDownLatch latch) {
        try {
            return latch.await(4, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
