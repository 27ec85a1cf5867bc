package dev.gatehouse.gateway.execution;

import dev.gatehouse.secrets.IssueAnswer;
import dev.gatehouse.secrets.LeasingStore;
import dev.gatehouse.secrets.OpenAnswer;
import dev.gatehouse.secrets.RenewAnswer;
import dev.gatehouse.secrets.RevokeAnswer;
import dev.gatehouse.secrets.StoreAnswer;
import dev.gatehouse.worker.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in memory that knows what lives. A test can have something happen before it issues, and let it be away. */
final class FakeLeasingStore implements LeasingStore {
    private final AtomicInteger opened = new AtomicInteger();
    final Set<String> living = ConcurrentHashMap.newKeySet();
    final Set<String> issued = ConcurrentHashMap.newKeySet();
    final AtomicInteger renewals = new AtomicInteger();
    volatile Runnable beforeIssue = () -> {};
    volatile String secret = "correct horse";
    volatile boolean away;
    volatile boolean forgetful;
    volatile String server = "here";

    @Override
    public String server() {
        return server;
    }

    @Override
    public boolean issues(String path) {
        return true;
    }

    @Override
    public StoreAnswer read(String tenant, String path) {
        return new StoreAnswer.Missing(StoreAnswer.Part.PATH);
    }

    @Override
    public OpenAnswer open(String tenant, Duration longest) {
        if (away) {
            return new OpenAnswer.Unavailable("timeout");
        }
        String accessor = "accessor-" + opened.incrementAndGet();
        living.add(accessor);
        return new OpenAnswer.Opened(accessor, value(accessor));
    }

    @Override
    public IssueAnswer issue(SecretValue token, String path) {
        beforeIssue.run();
        if (away) {
            return new IssueAnswer.Unavailable("timeout");
        }
        String accessor = token.expose(clear -> new String(clear, StandardCharsets.UTF_8));
        if (!living.contains(accessor)) {
            return new IssueAnswer.Forbidden();
        }
        issued.add(accessor);
        return new IssueAnswer.Issued(
                Map.of("value", value(secret)), "lease-of-" + accessor, Duration.ofMinutes(2), true);
    }

    @Override
    public RenewAnswer renew(String accessor, String lease, Duration ttl) {
        if (away) {
            return new RenewAnswer.Unavailable("timeout");
        }
        renewals.incrementAndGet();
        return forgetful ? new RenewAnswer.Gone() : new RenewAnswer.Renewed(ttl);
    }

    @Override
    public RevokeAnswer revoke(String accessor, List<String> leases) {
        if (away) {
            return new RevokeAnswer.Unavailable("timeout");
        }
        living.remove(accessor);
        return new RevokeAnswer.Revoked();
    }

    private static SecretValue value(String text) {
        return SecretValue.taking(text.getBytes(StandardCharsets.UTF_8));
    }
}
