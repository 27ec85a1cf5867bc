package dev.gatehouse.gateway.resource;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.CurrentTimestamp;
import org.hibernate.annotations.SourceType;
import org.hibernate.generator.EventType;
import org.jspecify.annotations.Nullable;

/** The current version of one declared resource. */
@Entity
@Table(name = "resource")
@SuppressWarnings("NullAway.Init")
class ResourceEntity {
    @EmbeddedId
    private ResourceKey key;

    @Column(nullable = false, updatable = false)
    private UUID id;

    @Column(nullable = false)
    private long revision;

    @Column(nullable = false)
    @ColumnTransformer(write = "?::jsonb")
    private String spec;

    @Column(nullable = false)
    private String digest;

    @Column(nullable = false)
    private UUID author;

    /** The beginning of the transaction that made this version. */
    @Column(name = "changed_at", nullable = false)
    @CurrentTimestamp(
            event = {EventType.INSERT, EventType.UPDATE},
            source = SourceType.DB)
    @SuppressWarnings("UnusedVariable")
    private Instant changedAt;

    @Column(name = "draining_at", insertable = false, updatable = false)
    private @Nullable Instant drainingAt;

    @Column(name = "draining_by", insertable = false, updatable = false)
    private @Nullable UUID drainingBy;

    /** A deletion that waits for what needs the resource. */
    record Draining(Instant since, UUID by) {}

    /** For Hibernate. */
    protected ResourceEntity() {}

    ResourceEntity(ResourceKey key, UUID id, StoredSpec spec, UUID author) {
        this.key = key;
        this.id = id;
        this.revision = 1;
        this.spec = spec.json();
        this.digest = spec.digest();
        this.author = author;
    }

    /** Becomes the next version. */
    void become(StoredSpec next, UUID nextAuthor) {
        revision++;
        spec = next.json();
        digest = next.digest();
        author = nextAuthor;
    }

    ResourceKey key() {
        return key;
    }

    UUID id() {
        return id;
    }

    long revision() {
        return revision;
    }

    String spec() {
        return spec;
    }

    String digest() {
        return digest;
    }

    UUID author() {
        return author;
    }

    /** The deletion that waits, if somebody asked for one. */
    Optional<Draining> draining() {
        return drainingAt == null || drainingBy == null
                ? Optional.empty()
                : Optional.of(new Draining(drainingAt, drainingBy));
    }
}
