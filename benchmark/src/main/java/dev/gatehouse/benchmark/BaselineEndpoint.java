package dev.gatehouse.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The two baselines: an endpoint that does nothing, and the one that a careful team would write first. */
@Path("/")
@RunOnVirtualThread
class BaselineEndpoint {
    private final AgroalDataSource database;
    private final ObjectMapper json;
    private final JsonWebToken caller;

    BaselineEndpoint(AgroalDataSource database, ObjectMapper json, JsonWebToken caller) {
        this.database = database;
        this.json = json;
        this.caller = caller;
    }

    /** Reads and writes JSON; no token, no record. */
    @POST
    @Path("bare")
    public Submitted bare(Submission submission) {
        return new Submitted(UUID.randomUUID(), submission.job(), "QUEUED");
    }

    /** An RS256 token verified by SmallRye JWT, and one row in a transaction of its own. */
    @POST
    @Path("hand-written")
    @Authenticated
    public Submitted handWritten(Submission submission) throws SQLException, JsonProcessingException {
        var id = UUID.randomUUID();
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (var insert = connection.prepareStatement(
                    "INSERT INTO submission (id, caller, job, inputs) VALUES (?, ?, ?, ?::jsonb)")) {
                insert.setObject(1, id);
                insert.setString(2, caller.getName());
                insert.setString(3, submission.job());
                insert.setString(4, json.writeValueAsString(submission.inputs()));
                insert.executeUpdate();
            }
            connection.commit();
        }
        return new Submitted(id, submission.job(), "QUEUED");
    }
}
