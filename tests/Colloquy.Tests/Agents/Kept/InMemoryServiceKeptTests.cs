namespace Colloquy.Tests;

public sealed class InMemoryServiceKeptTests : ServiceKeptTests
{
    protected override Task<ISessionStore> OpenAsync(TimeProvider time) => Task.FromResult<ISessionStore>(new InMemorySessionStore(time));
}
