package dev.gatehouse.policy;

import java.util.Optional;
import java.util.UUID;

/**
 * May the subject see how others' access stands, or end somebody's?
 *
 * @param target whose; absent where it is everybody's
 */
public record SubjectQuestion(Subject subject, Permission permission, Optional<UUID> target)
        implements Question<SubjectPermit> {
    public SubjectQuestion {
        boolean known = permission.equals(Permission.SUBJECT_READ)
                || (permission.equals(Permission.SUBJECT_MANAGE) && target.isPresent());
        if (!known) {
            throw new IllegalArgumentException("not a permission on subjects");
        }
    }

    public static SubjectQuestion toRead(Subject subject, Optional<UUID> target) {
        return new SubjectQuestion(subject, Permission.SUBJECT_READ, target);
    }

    public static SubjectQuestion toManage(Subject subject, UUID target) {
        return new SubjectQuestion(subject, Permission.SUBJECT_MANAGE, Optional.of(target));
    }

    @Override
    public Namespace namespace() {
        return Namespace.ROOT;
    }
}
