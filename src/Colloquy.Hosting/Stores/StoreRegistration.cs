using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Colloquy.Hosting;

/// <summary>A store as the application registered it.</summary>
/// <param name="name">Its key; null for the default store.</param>
internal sealed class StoreRegistration(string? name)
{
    private readonly List<StoreChoice> _choices = [];
    private readonly List<StoreWrapping> _wrappings = [];

    public string? Name => name;

    /// <summary>What the store is, for errors; null while none is chosen.</summary>
    public string? Description { get; private set; }

    /// <summary>Opens the store; null while none is chosen.</summary>
    public Func<IServiceProvider, CancellationToken, ValueTask<ISessionStore>>? Open { get; private set; }

    /// <summary>When retention is enforced; null for never.</summary>
    public RetentionSchedule? Retention { get; set; }

    /// <summary>How turns are resumed that other processes left; null for not at all.</summary>
    public ResumeOptions? Resume { get; set; }

    /// <summary>The call that registers it, for errors.</summary>
    public string Call => name is null ? "AddColloquy()" : $"AddColloquy(\"{name}\")";

    /// <summary>The key in the configuration that chooses the store.</summary>
    private string Setting => name is null ? "Colloquy:Store" : $"Colloquy:Stores:{name}";

    public void Choose(string description, Func<IServiceProvider, CancellationToken, ValueTask<ISessionStore>> open)
    {
        (Description, Open) = (description, open);
        _choices.Clear();
    }

    /// <summary>Puts a store in front of the chosen one, and of those that were put there before.</summary>
    public void Wrap(string description, Func<ISessionStore, IServiceProvider, CancellationToken, ValueTask<ISessionStore>> wrap) => _wrappings.Add(new StoreWrapping(description, wrap));

    /// <summary>Opens the stores in front of one that is open.</summary>
    public async ValueTask<ISessionStore> WrapAsync(ISessionStore store, IServiceProvider services, CancellationToken cancellationToken)
    {
        foreach (var wrapping in _wrappings)
        {
            store = await wrapping.WrapAsync(store, services, cancellationToken).ConfigureAwait(false)
                ?? throw new ColloquyConfigurationException($"The function that puts {wrapping.Description} in front of the store {this} returned null. Return the store.");
        }

        return store;
    }

    /// <summary>Adds a store to those from which the configuration chooses.</summary>
    public void AddChoice(StoreChoice choice)
    {
        if (_choices.Exists(known => IsNamed(known, choice.Name)))
            throw new InvalidOperationException($"{Call} has two store choices named '{choice.Name}'. Give each a name of its own.");

        _choices.Add(choice);
        (Description, Open) = ($"chosen by the configuration key '{Setting}'", OpenChosenAsync);
    }

    /// <summary>Returns what the configuration says to no effect; null for nothing.</summary>
    public string? GetWarning(IConfiguration? configuration) => _choices.Count == 0 && configuration?[Setting] is { Length: > 0 }
        ? $"The configuration key '{Setting}' is ignored: the code chooses the store of {Call}. To let the configuration choose, call AddStoreChoice."
        : null;

    /// <summary>Returns the store's name for errors and logs.</summary>
    public override string ToString() => Description is null ? $"of {Call}" : $"of {Call} ({string.Join(", ", [Description, .. _wrappings.Select(wrapping => wrapping.Description)])})";

    private static bool IsNamed(StoreChoice choice, string name) => string.Equals(choice.Name, name, StringComparison.OrdinalIgnoreCase);

    private async ValueTask<ISessionStore> OpenChosenAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var names = string.Join(", ", _choices.Select(choice => $"'{choice.Name}'"));
        if (services.GetService<IConfiguration>()?[Setting] is not { Length: > 0 } chosen)
            throw new ColloquyConfigurationException($"The configuration chooses the store of {Call}, and the key '{Setting}' is not set. Set it to one of {names}.");
        if (_choices.Find(choice => IsNamed(choice, chosen)) is not { } one)
            throw new ColloquyConfigurationException($"The configuration key '{Setting}' names the store '{chosen}', which {Call} does not have. Set it to one of {names}, or add the store with AddStoreChoice.");

        try
        {
            return await one.Open(services, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OperationCanceledException or ColloquyConfigurationException))
        {
            throw new ColloquyConfigurationException($"The store of {Call} ({one.Description}, chosen by '{Setting}') failed to open. {e.Message}", e);
        }
    }
}
