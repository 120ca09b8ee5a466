namespace Colloquy.Postgres.Tests.Roles;

/// <summary>The database of docs/production.md with a role for each user, by the statements that the page shows.</summary>
public sealed class GuardedDesk : IAsyncLifetime
{
    public const string Ada = "desk_ada";
    public const string Bob = "desk_bob";

    public DeskDatabase Desk { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Desk.InitializeAsync();
        var (atFirst, then) = ProductionPage.SplitAt(ProductionPage.SqlWith("CREATE ROLE desk_user"), "-- As desk_owner:");
        await Desk.ExecuteAsAdministratorAsync(atFirst);
        await Desk.ExecuteAsOwnerAsync(then);
    }

    public ValueTask DisposeAsync() => Desk.DisposeAsync();
}
