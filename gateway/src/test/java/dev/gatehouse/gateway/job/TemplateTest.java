package dev.gatehouse.gateway.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    @Test
    void readsTextAndPathsInOrder() {
        var template = Template.parse("a ${{ inputs.day }} b ${{secrets.db}}${{ execution.id }} ${{ subject.id }}");

        assertThat(template.paths().map(Object::toString))
                .containsExactly("inputs.day", "secrets.db", "execution.id", "subject.id");
        assertThat(template)
                .hasToString("a ${{ inputs.day }} b ${{ secrets.db }}${{ execution.id }} ${{ subject.id }}");
    }

    @Test
    void namesASecretInFull() {
        var template = Template.parse("${{ secrets.acme.data/db }}");

        assertThat(template.paths()).containsExactly(new TemplatePath.Secret(Optional.of("acme.data"), "db"));
        assertThat(template.isOneHole()).isTrue();
    }

    @Test
    void leavesTextWithoutPlacesAlone() {
        var template = Template.parse("$HOME {{ inputs.x }} $(x) ${x}");

        assertThat(template.templated()).isFalse();
        assertThat(template).hasToString("$HOME {{ inputs.x }} $(x) ${x}");
    }

    @Test
    void refusesAPathThatNoNameIsAsLongAs() {
        assertThatThrownBy(() -> Template.parse("${{ secrets." + "a.".repeat(100_000) + "a/b }}"))
                .isInstanceOf(MalformedTemplate.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${{ }}",
                "${{}}",
                "${{ inputs }}",
                "${{ inputs. }}",
                "${{ inputs.a..b }}",
                "${{ inputs.a b }}",
                "${{ inputs['a'] }}",
                "${{ inputs.a || 'b' }}",
                "${{ env.PATH }}",
                "${{ secrets }}",
                "${{ secrets.UPPER }}",
                "${{ secrets.a/b/c }}",
                "${{ secrets./a }}",
                "${{ execution.fence }}",
                "${{ subject.name }}",
                "${{ ${{ inputs.a }} }}",
                "${{ inputs.a",
                "${{ inputs.a }",
                "x ${{"
            })
    void refusesAnythingButOnePath(String text) {
        assertThatThrownBy(() -> Template.parse(text)).isInstanceOf(MalformedTemplate.class);
    }
}
