using Colloquy.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets the configuration choose the store of an application.</summary>
public static class StoreChoiceColloquyBuilderExtensions
{
    /// <summary>Adds a store to those from which the configuration chooses. The configuration key <c>Colloquy:Store</c> names the store; for a builder with a name, the key is <c>Colloquy:Stores:NAME</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name of the store in the configuration, without regard to case.</param>
    /// <param name="choose">Chooses the store: <c>store =&gt; store.UseSqlite("desk.db")</c>.</param>
    /// <returns>The builder.</returns>
    /// <remarks>
    /// Only the chosen store is opened. The host does not start when the key is not set or names none of the stores; the exception lists their names.
    /// Another <c>Use…</c> method on the builder itself replaces all choices that were added before it.
    /// </remarks>
    /// <exception cref="InvalidOperationException">A store of that name is added already, or the function chooses no store.</exception>
    public static IColloquyBuilder AddStoreChoice(this IColloquyBuilder builder, string name, Action<IColloquyBuilder> choose)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(choose);
        ColloquyRegistrations.Of(builder.Services).AddChoice(builder.Name, StoreChoice.Of(name, builder, choose));
        return builder;
    }
}
