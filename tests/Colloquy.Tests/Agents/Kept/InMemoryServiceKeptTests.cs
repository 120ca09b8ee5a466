namespace Colloquy.Tests;

public sealed class InMemoryServiceKeptTests : ServiceKeptTests
{
    protected override ISessionStore Open(TimeProvider time) => new InMemorySessionStore(time);
}
