namespace Colloquy.Tests.Postgres;

/// <summary>Who sends a message.</summary>
internal enum ProxySide
{
    Client,
    Server,
}
