package dev.gatehouse.gateway.proof;

import dev.gatehouse.audit.TilePath;
import dev.gatehouse.audit.Tiles;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.problem.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A tenant's log as C2SP tlog-tiles serves it, below {@code /audit/TENANT}. Hashes are for anybody: they tell how much
 * happened and nothing of what. Entries need {@code audit:read}, and reading them is recorded.
 */
@Path("/audit/{tenant}")
@RunOnVirtualThread
class LogEndpoint {
    private static final String PUBLIC = "checkpoints and hashes show nothing of what happened";

    private final LogRows rows;
    private final LogReading reading;

    LogEndpoint(LogRows rows, LogReading reading) {
        this.rows = rows;
        this.reading = reading;
    }

    @GET
    @Path("/checkpoint")
    @Unguarded(PUBLIC)
    public Response checkpoint(@PathParam("tenant") String tenant) {
        return answer(
                rows.checkpoint(tenant).map(note -> note.getBytes(StandardCharsets.UTF_8)),
                "text/plain;charset=utf-8",
                "no-cache");
    }

    @GET
    @Path("/tile/{level: [0-9]+}/{index: .+}")
    @Unguarded(PUBLIC)
    public Response tile(
            @PathParam("tenant") String tenant, @PathParam("level") String level, @PathParam("index") String index) {
        return answer(
                level(level)
                        .flatMap(number -> TilePath.parse(index)
                                .flatMap(tile -> rows.hashes(tenant, number, tile))
                                .map(Tiles::hashes)),
                MediaType.APPLICATION_OCTET_STREAM,
                "public, max-age=31536000, immutable");
    }

    @GET
    @Path("/tile/entries/{index: .+}")
    @Requires("audit:read")
    public Response entries(@PathParam("index") String index) {
        var permit = reading.permit();
        var tile = TilePath.parse(index);
        var leaves = tile.flatMap(path -> rows.entries(permit.subject().tenant(), path));
        if (tile.isPresent() && leaves.isPresent()) {
            reading.record(permit, "entries", tile.get().first(), leaves.get().size());
        }
        return answer(leaves.map(Tiles::entries), MediaType.APPLICATION_OCTET_STREAM, "no-store");
    }

    /** A level is written without leading zeroes and is at most 63. */
    private static Optional<Integer> level(String text) {
        boolean canonical = text.length() <= 2 && (text.length() == 1 || text.charAt(0) != '0');
        return Optional.of(text).filter(_ -> canonical).map(Integer::valueOf).filter(level -> level <= 63);
    }

    private static Response answer(Optional<byte[]> bytes, String type, String caching) {
        return bytes.map(body -> Response.ok(body)
                        .type(type)
                        .header(HttpHeaders.CACHE_CONTROL, caching)
                        .build())
                .orElseGet(() -> Problem.notFound().toResponse());
    }
}
