package shop.tools.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.web.context.support.StandardServletEnvironment;
import shop.tools.host.sample.SampleService;

class ServiceClassLoaderTest {

    private static final String SAMPLE = SampleService.class.getName();

    @TempDir
    private Path folder;

    @Test
    void classesOfTheProjectAreItsOwnAndLibrariesAreShared() throws Exception {
        var one = loader("one");
        var other = loader("other");

        assertThat(one.loadClass(SAMPLE)).isNotSameAs(other.loadClass(SAMPLE)).isNotSameAs(SampleService.class);
        assertThat(one.loadClass(SAMPLE).getField("IDENTITY").get(null))
                .isNotSameAs(other.loadClass(SAMPLE).getField("IDENTITY").get(null));
        assertThat(one.loadClass(StandardEnvironment.class.getName()))
                .isSameAs(other.loadClass(StandardEnvironment.class.getName()))
                .isSameAs(StandardEnvironment.class);
    }

    @Test
    void whatIsNotOnItsClassPathIsInvisible() throws IOException {
        var loader = new ServiceClassLoader("one", SampleJar.classPath(folder, "spring-web-"));
        String missing = StandardServletEnvironment.class.getName();

        assertThatThrownBy(() -> loader.loadClass(missing))
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessageContaining("not on the class path of one");
        assertThat(loader.getResource(missing.replace('.', '/') + ".class")).isNull();
        assertThat(loader("other").getResource(missing.replace('.', '/') + ".class"))
                .isNotNull();
    }

    @Test
    void resourcesOfTheHostItselfAreInvisible() throws IOException {
        assertThat(loader("one").resources("META-INF/MANIFEST.MF")).isNotEmpty();
        assertThat(loader("one").resources("application.properties"))
                .singleElement()
                .asString()
                .contains("sample.jar");
    }

    @Test
    void theJdkIsVisible() throws Exception {
        assertThat(loader("one").loadClass("java.sql.Driver")).isSameAs(java.sql.Driver.class);
        assertThat(loader("one")
                        .loadClass("com.sun.net.httpserver.HttpServer")
                        .getModule()
                        .getName())
                .isEqualTo("jdk.httpserver");
    }

    @Test
    void threadBelongsToTheServiceWhoseLoaderItCarries() throws IOException {
        Thread thread = Thread.ofPlatform().unstarted(() -> {});
        assertThat(ServiceClassLoader.serviceOf(thread)).isNull();
        thread.setContextClassLoader(loader("one"));
        assertThat(ServiceClassLoader.serviceOf(thread)).isEqualTo("one");
        // Tomcat gives its threads a loader of its own below the service's.
        thread.setContextClassLoader(new java.net.URLClassLoader(new java.net.URL[0], loader("other")));
        assertThat(ServiceClassLoader.serviceOf(thread)).isEqualTo("other");
    }

    private ServiceClassLoader loader(String name) throws IOException {
        List<Path> classPath = SampleJar.classPath(folder, "no such library");
        return new ServiceClassLoader(name, classPath);
    }
}
