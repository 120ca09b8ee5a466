using Microsoft.Extensions.DependencyInjection;

namespace Colloquy.Hosting;

/// <summary>One of several stores from which the configuration chooses.</summary>
/// <param name="Name">The name in the configuration.</param>
/// <param name="Description">What the store is, for errors.</param>
/// <param name="Open">Opens the store.</param>
internal sealed record StoreChoice(string Name, string Description, Func<IServiceProvider, CancellationToken, ValueTask<ISessionStore>> Open)
{
    /// <summary>Finds out which store a <c>Use…</c> method chooses.</summary>
    public static StoreChoice Of(string name, IColloquyBuilder builder, Action<IColloquyBuilder> choose)
    {
        var one = new ChoiceBuilder(builder, name);
        choose(one);
        return one.Choice ?? throw new InvalidOperationException($"AddStoreChoice(\"{name}\", …) chooses no store. Call UseSqlite(path), UseInMemory() or another Use… method in its function.");
    }

    /// <summary>A builder that keeps the chosen store beside the others, and passes the rest on.</summary>
    private sealed class ChoiceBuilder(IColloquyBuilder builder, string choice) : IColloquyBuilder
    {
        public StoreChoice? Choice { get; private set; }

        public IServiceCollection Services => builder.Services;

        public string? Name => builder.Name;

        public IColloquyBuilder UseStore(string description, Func<IServiceProvider, CancellationToken, ValueTask<ISessionStore>> open)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(description);
            ArgumentNullException.ThrowIfNull(open);
            Choice = new StoreChoice(choice, description, open);
            return this;
        }

        /// <summary>Puts a store in front of this choice only.</summary>
        public IColloquyBuilder WrapStore(string description, Func<ISessionStore, IServiceProvider, CancellationToken, ValueTask<ISessionStore>> wrap)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(description);
            ArgumentNullException.ThrowIfNull(wrap);
            if (Choice is not { } chosen)
                throw new InvalidOperationException($"AddStoreChoice(\"{choice}\", …) puts {description} in front of a store that is not chosen yet. Call UseSqlite(path) or another Use… method first.");

            Choice = chosen with
            {
                Description = $"{chosen.Description}, {description}",
                Open = async (services, cancellationToken) => await wrap(await chosen.Open(services, cancellationToken).ConfigureAwait(false), services, cancellationToken).ConfigureAwait(false),
            };
            return this;
        }
    }
}
