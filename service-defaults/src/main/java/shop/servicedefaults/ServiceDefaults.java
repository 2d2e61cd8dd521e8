package shop.servicedefaults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.UrlResource;

/** Puts the {@link #FILE} of every library on the class path below all other settings. */
public final class ServiceDefaults implements EnvironmentPostProcessor {

    public static final String FILE = "META-INF/service-defaults.yaml";

    /** @throws IllegalStateException if two libraries have a default for the same setting */
    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        var owners = new HashMap<String, String>();
        for (PropertySource<?> defaults : read(application.getClassLoader())) {
            check(defaults, owners);
            environment.getPropertySources().addLast(defaults);
        }
    }

    private static List<PropertySource<?>> read(ClassLoader libraries) {
        var all = new ArrayList<PropertySource<?>>();
        try {
            for (URL file : Collections.list(libraries.getResources(FILE))) {
                all.addAll(new YamlPropertySourceLoader().load("defaults in " + file, new UrlResource(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static void check(PropertySource<?> defaults, Map<String, String> owners) {
        for (String setting : ((EnumerablePropertySource<?>) defaults).getPropertyNames()) {
            String other = owners.putIfAbsent(setting, defaults.getName());
            if (other != null) {
                throw new IllegalStateException(
                        setting + " is among the " + other + " and among the " + defaults.getName());
            }
        }
    }
}
