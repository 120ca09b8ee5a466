namespace Colloquy.Samples;

/// <summary>Who is being helped. A run gets it as its context; the model never sees it, the tools do.</summary>
/// <param name="Id">The customer's id, which owns the session.</param>
/// <param name="Name">The customer's name.</param>
/// <param name="Tier">What the customer pays for.</param>
public sealed record Customer(string Id, string Name, string Tier = "standard");
