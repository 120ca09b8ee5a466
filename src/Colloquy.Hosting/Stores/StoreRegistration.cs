namespace Colloquy.Hosting;

/// <summary>A store as the application registered it.</summary>
/// <param name="name">Its key; null for the default store.</param>
internal sealed class StoreRegistration(string? name)
{
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

    public void Choose(string description, Func<IServiceProvider, CancellationToken, ValueTask<ISessionStore>> open) => (Description, Open) = (description, open);

    /// <summary>Returns the store's name for errors and logs.</summary>
    public override string ToString() => Description is null ? $"of {Call}" : $"of {Call} ({Description})";
}
