package dev.gatehouse.policy;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class PermitTest {
    private static final List<Class<?>> PERMITS = leaves(Permit.class).toList();

    @Test
    void nobodyOutsideThePackageCanConstructAPermit() {
        assertThat(PERMITS).hasSizeGreaterThanOrEqualTo(13).allSatisfy(permit -> {
            assertThat(permit.getModifiers()).matches(Modifier::isFinal, "final");
            assertThat(permit.getDeclaredConstructors()).allSatisfy(PermitTest::isOutOfReach);
        });
    }

    @Test
    void noPermitHandsOutAnother() {
        assertThat(PERMITS.stream().flatMap(permit -> Arrays.stream(permit.getMethods())))
                .noneMatch(method -> Permit.class.isAssignableFrom(method.getReturnType()));
    }

    @Test
    void theMintIsClosed() {
        assertThat(Mint.class.getModifiers()).matches(modifiers -> !Modifier.isPublic(modifiers), "not public");
        assertThat(CompiledPolicy.class.getModifiers())
                .matches(modifiers -> !Modifier.isPublic(modifiers), "not public");
    }

    /** What the mint's unchecked cast relies on: it can construct no other permit for a question than the declared one. */
    @Test
    void aPermitIsMadeOfTheQuestionThatDeclaresIt() {
        assertThat(leaves(Question.class).toList()).hasSameSizeAs(PERMITS).allSatisfy(question -> {
            var declared = ((ParameterizedType) question.getGenericInterfaces()[0]).getActualTypeArguments()[0];
            assertThat(((Class<?>) declared).getDeclaredConstructors())
                    .singleElement()
                    .extracting(Constructor::getParameterTypes, as(InstanceOfAssertFactories.array(Class[].class)))
                    .startsWith(question, Grounds.class);
        });
    }

    private static void isOutOfReach(Constructor<?> constructor) {
        assertThat(constructor.getModifiers())
                .matches(
                        modifiers -> !Modifier.isPublic(modifiers) && !Modifier.isProtected(modifiers),
                        "neither public nor protected");
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(PermitTest::leaves)
                : Stream.of(type);
    }
}
