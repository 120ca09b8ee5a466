using Colloquy.Models;
using Colloquy.Storage;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Opens the models of an application by name.</summary>
public static class ModelsColloquyBuilderExtensions
{
    /// <summary>Registers models by name: an <see cref="IChatClient"/> for each key such as <c>openai/gpt-5-mini</c>, and the default model without a key, unless the application registers one itself.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets the options; null for the defaults. A second call replaces the first.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// Settings such as <c>OPENAI_API_KEY</c> are read from the application's configuration, which contains environment variables and user secrets; without a configuration, from the environment.
    /// A client is created when it is first used, and the container disposes of it. An <see cref="IChatClient"/> that the application registers under a key is used in place of the model of that name.
    /// </remarks>
    public static IColloquyBuilder UseModels(this IColloquyBuilder builder, Action<ChatModelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Singleton(services => new RegisteredModels(services, configure)));
        builder.Services.TryAddKeyedSingleton<IChatClient>(KeyedService.AnyKey, static (services, key) => services.GetRequiredService<RegisteredModels>().Open(key));
        builder.Services.TryAddSingleton(static services => services.GetRequiredService<RegisteredModels>().OpenDefault());
        return builder;
    }
}
