namespace Colloquy.Hosting;

/// <summary>A store that is put in front of the chosen one.</summary>
/// <param name="Description">What it is, for errors.</param>
/// <param name="WrapAsync">Opens it.</param>
internal sealed record StoreWrapping(string Description, Func<ISessionStore, IServiceProvider, CancellationToken, ValueTask<ISessionStore>> WrapAsync);
