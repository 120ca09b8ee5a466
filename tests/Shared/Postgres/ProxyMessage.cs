namespace Colloquy.Tests.Postgres;

/// <summary>A message of PostgreSQL's protocol that came to a proxy.</summary>
/// <param name="Side">Who sent it.</param>
/// <param name="Number">Its number among those of this side since the mark, from 1.</param>
/// <param name="Type">Its type, such as 'Q' or 'Z'; '0' for those that open a connection and have none.</param>
internal sealed record ProxyMessage(ProxySide Side, int Number, char Type);
