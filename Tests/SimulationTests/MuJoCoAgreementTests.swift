import Foundation
import Testing

@testable import Simulation

/// The package's bodies as MuJoCo reads them, where its library is installed.
@Suite struct MuJoCoAgreementTests {
  private typealias Load =
    @convention(c) (UnsafePointer<CChar>, UnsafeRawPointer?, UnsafeMutablePointer<CChar>, Int32) -> OpaquePointer?
  private typealias TotalMass = @convention(c) (OpaquePointer) -> Double
  private typealias Delete = @convention(c) (OpaquePointer) -> Void

  @Test(arguments: ["smpl", "mannequin"]) func theSameFileLoadsWithTheSameMass(name: String) throws {
    let names = ["libmujoco.so", "libmujoco.so.2.2.2", "libmujoco.so.2"]
    guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW) }).first else {
      print("MuJoCo's library is not installed: agreement with it is not tested (libmujoco-dev).")
      return
    }
    let load = unsafeBitCast(try #require(dlsym(library, "mj_loadXML")), to: Load.self)
    let totalMass = unsafeBitCast(try #require(dlsym(library, "mj_getTotalmass")), to: TotalMass.self)
    let delete = unsafeBitCast(try #require(dlsym(library, "mj_deleteModel")), to: Delete.self)
    var message = [CChar](repeating: 0, count: 1000)
    let path = "\(HumanoidFileTests.home)/humanoids/\(name)/humanoid.xml"
    let text = { String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) }
    let model = try #require(load(path, nil, &message, 1000), "\(text())")
    defer { delete(model) }
    let humanoid = try HumanoidFileTests.humanoid(name).humanoid
    #expect(abs(totalMass(model) - humanoid.totalMass) < 1e-9)
  }
}
