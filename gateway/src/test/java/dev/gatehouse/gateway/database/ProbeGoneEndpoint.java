package dev.gatehouse.gateway.database;

import dev.gatehouse.gateway.identity.Requires;
import io.agroal.api.AgroalDataSource;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

/** A route whose connection to the database ends under it, or takes too long. */
@Path("/api/v1/{tenant}/probe-gone")
@RunOnVirtualThread
class ProbeGoneEndpoint {
    private final Transactions transactions;
    private final AgroalDataSource database;

    ProbeGoneEndpoint(Transactions transactions, AgroalDataSource database) {
        this.transactions = transactions;
        this.database = database;
    }

    @POST
    @Path("/commit")
    @Requires("job:write")
    public boolean commit() {
        return LostCommits.on(database, false, 1)
                .run(connection -> connection.createStatement().execute("SELECT 1"));
    }

    @POST
    @Path("/text")
    @Requires("job:write")
    public boolean text() {
        return transactions.run(connection -> {
            try (var query = connection.prepareStatement("SELECT ?::text")) {
                query.setString(1, "a\0b");
                return query.execute();
            }
        });
    }

    @POST
    @Path("/document")
    @Requires("job:write")
    public boolean document() {
        return transactions.run(connection -> {
            try (var query = connection.prepareStatement("SELECT ?::jsonb")) {
                query.setString(1, "{\"a\": \"\\u0000\"}");
                return query.execute();
            }
        });
    }

    @POST
    @Path("/sleep")
    @Requires("job:write")
    public boolean sleep() {
        return transactions.run(connection -> connection.createStatement().execute("SELECT pg_sleep(6)"));
    }

    @POST
    @Requires("job:write")
    public boolean act() {
        return transactions.run(
                connection -> connection.createStatement().execute("SELECT pg_terminate_backend(pg_backend_pid())"));
    }
}
