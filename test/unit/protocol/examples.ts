/** The documented exchanges of protocol.md, section 9. Their signatures are real, so they are test vectors too. */
export interface Example {
  readonly what: string;
  /** The key that the request was signed with; the reply is always signed with the plug's own. */
  readonly requestKey: string;
  readonly request: string;
  readonly reply: string;
}

/** The key and the uuid of the plug in all examples. */
export const KEY = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
export const UUID = '2401011234567890340148e1e9a1b2c3';

export const EXAMPLES: readonly Example[] = [
  {
    what: 'what can you do',
    requestKey: KEY,
    request:
      '{"header":{"messageId":"e490a221e2336e0427ffca1ca99a16f7","method":"GET","namespace":"Appliance.System.Ability","payloadVersion":1,"from":"http://192.0.2.10/config","timestamp":1735689600,"timestampMs":0,"sign":"88b1ca181a0ab2d48319dc4869f0bef2"},"payload":{}}',
    reply:
      '{"header":{"messageId":"e490a221e2336e0427ffca1ca99a16f7","namespace":"Appliance.System.Ability","method":"GETACK","payloadVersion":1,"from":"/appliance/2401011234567890340148e1e9a1b2c3/publish","timestamp":1735689600,"timestampMs":212,"sign":"88b1ca181a0ab2d48319dc4869f0bef2"},"payload":{"payloadVersion":1,"ability":{"Appliance.Config.Key":{},"Appliance.Config.WifiList":{},"Appliance.Config.Wifi":{},"Appliance.Config.Trace":{},"Appliance.System.All":{},"Appliance.System.Hardware":{},"Appliance.System.Firmware":{},"Appliance.System.Debug":{},"Appliance.System.Online":{},"Appliance.System.Time":{},"Appliance.System.Clock":{},"Appliance.System.Ability":{},"Appliance.System.Runtime":{},"Appliance.System.Report":{},"Appliance.System.Position":{},"Appliance.System.DNDMode":{},"Appliance.Control.Multiple":{"maxCmdNum":5},"Appliance.Control.ToggleX":{},"Appliance.Control.TimerX":{"sunOffsetSupport":1},"Appliance.Control.TriggerX":{},"Appliance.Control.Bind":{},"Appliance.Control.Unbind":{},"Appliance.Control.Upgrade":{},"Appliance.Control.ConsumptionX":{},"Appliance.Control.Electricity":{},"Appliance.Control.ConsumptionConfig":{},"Appliance.Digest.TriggerX":{},"Appliance.Digest.TimerX":{}}}}',
  },
  {
    what: 'how are you',
    requestKey: KEY,
    request:
      '{"header":{"messageId":"1e7192d715040b75d2ff002d424479dd","method":"GET","namespace":"Appliance.System.All","payloadVersion":1,"from":"http://192.0.2.10/config","timestamp":1735689601,"timestampMs":0,"sign":"cf57a1367ec75213f736ae01e9060436"},"payload":{"all":{}}}',
    reply:
      '{"header":{"messageId":"1e7192d715040b75d2ff002d424479dd","namespace":"Appliance.System.All","method":"GETACK","payloadVersion":1,"from":"/appliance/2401011234567890340148e1e9a1b2c3/publish","timestamp":1735689601,"timestampMs":41,"sign":"cf57a1367ec75213f736ae01e9060436"},"payload":{"all":{"system":{"hardware":{"type":"mss310","subType":"eu","version":"6.0.0","chipType":"rtl8710cf","uuid":"2401011234567890340148e1e9a1b2c3","macAddress":"48:e1:e9:a1:b2:c3"},"firmware":{"version":"6.1.8","compileTime":"2021/04/07-16:08:36","wifiMac":"02:00:5e:00:53:01","innerIp":"192.0.2.10","server":"mqtt.example.invalid","port":443,"userId":1234567},"time":{"timestamp":1735689601,"timezone":"Europe/Berlin","timeRule":[[1729990800,3600,0],[1743296400,7200,1]]},"online":{"status":1}},"digest":{"togglex":[{"channel":0,"onoff":0,"lmTime":1735680011}],"triggerx":[],"timerx":[]}}}}',
  },
  {
    what: 'turn on',
    requestKey: KEY,
    request:
      '{"header":{"messageId":"a03139b9518bed8aa0a9d1aaf356f2bf","method":"SET","namespace":"Appliance.Control.ToggleX","payloadVersion":1,"from":"http://192.0.2.10/config","timestamp":1735689605,"timestampMs":0,"sign":"f4cb7279fc3d47110501f731ac60bbd7"},"payload":{"togglex":{"channel":0,"onoff":1}}}',
    reply:
      '{"header":{"messageId":"a03139b9518bed8aa0a9d1aaf356f2bf","namespace":"Appliance.Control.ToggleX","method":"SETACK","payloadVersion":1,"from":"/appliance/2401011234567890340148e1e9a1b2c3/publish","timestamp":1735689605,"timestampMs":388,"sign":"f4cb7279fc3d47110501f731ac60bbd7"},"payload":{}}',
  },
  {
    what: 'how much power',
    requestKey: KEY,
    request:
      '{"header":{"messageId":"1a5d24589d12e43e49c089f1d20fedc9","method":"GET","namespace":"Appliance.Control.Electricity","payloadVersion":1,"from":"http://192.0.2.10/config","timestamp":1735689607,"timestampMs":0,"sign":"a0a531e417beec7af4566b0dea63712f"},"payload":{"electricity":{"channel":0}}}',
    reply:
      '{"header":{"messageId":"1a5d24589d12e43e49c089f1d20fedc9","namespace":"Appliance.Control.Electricity","method":"GETACK","payloadVersion":1,"from":"/appliance/2401011234567890340148e1e9a1b2c3/publish","timestamp":1735689607,"timestampMs":655,"sign":"a0a531e417beec7af4566b0dea63712f"},"payload":{"electricity":{"channel":0,"current":418,"voltage":2387,"power":67379,"config":{"voltageRatio":188,"electricityRatio":100}}}}',
  },
  {
    what: 'how much energy',
    requestKey: KEY,
    request:
      '{"header":{"messageId":"39570b340e0b6f3860ac0e4e966c04f3","method":"GET","namespace":"Appliance.Control.ConsumptionX","payloadVersion":1,"from":"http://192.0.2.10/config","timestamp":1735689608,"timestampMs":0,"sign":"edfc92d90077eaad8e01752c28726f4f"},"payload":{"consumptionx":[]}}',
    reply:
      '{"header":{"messageId":"39570b340e0b6f3860ac0e4e966c04f3","namespace":"Appliance.Control.ConsumptionX","method":"GETACK","payloadVersion":1,"from":"/appliance/2401011234567890340148e1e9a1b2c3/publish","timestamp":1735689608,"timestampMs":90,"sign":"edfc92d90077eaad8e01752c28726f4f"},"payload":{"consumptionx":[{"date":"2025-01-01","time":1735689603,"value":4},{"date":"2024-12-30","time":1735599475,"value":318},{"date":"2024-12-31","time":1735685874,"value":305}]}}',
  },
  {
    what: 'turn off',
    requestKey: KEY,
    request:
      '{"header":{"messageId":"9f37fc08ccfc6de02aba1887db9e5541","method":"SET","namespace":"Appliance.Control.ToggleX","payloadVersion":1,"from":"http://192.0.2.10/config","timestamp":1735689609,"timestampMs":0,"sign":"07fdc8a02672f95cd095889fcf3366e4"},"payload":{"togglex":{"channel":0,"onoff":0}}}',
    reply:
      '{"header":{"messageId":"9f37fc08ccfc6de02aba1887db9e5541","namespace":"Appliance.Control.ToggleX","method":"SETACK","payloadVersion":1,"from":"/appliance/2401011234567890340148e1e9a1b2c3/publish","timestamp":1735689609,"timestampMs":17,"sign":"07fdc8a02672f95cd095889fcf3366e4"},"payload":{}}',
  },
  {
    what: 'how are you, with a wrong key',
    requestKey: 'not-the-device-key',
    request:
      '{"header":{"messageId":"40f7c12aa4011223901376b94f5757ac","method":"GET","namespace":"Appliance.System.All","payloadVersion":1,"from":"http://192.0.2.10/config","timestamp":1735689620,"timestampMs":0,"sign":"4e82493c0b34e1ed16564aa876bb917b"},"payload":{"all":{}}}',
    reply:
      '{"header":{"messageId":"40f7c12aa4011223901376b94f5757ac","namespace":"Appliance.System.All","method":"ERROR","payloadVersion":1,"from":"/appliance/2401011234567890340148e1e9a1b2c3/publish","timestamp":1735689620,"timestampMs":120,"sign":"70493c842f0c75fbaecb8717e94db091"},"payload":{"error":{"code":5001,"detail":"sign error"}}}',
  },
  {
    what: 'two queries in one',
    requestKey: KEY,
    request:
      '{"header":{"messageId":"49eb5598fcc8c86de4a420dca8177a39","method":"SET","namespace":"Appliance.Control.Multiple","payloadVersion":1,"from":"http://192.0.2.10/config","timestamp":1735689630,"timestampMs":0,"sign":"3d4059099388d34a89c97222a7cd336d"},"payload":{"multiple":[{"header":{"messageId":"ad45c16984bd9d6313357134a79b7db5","method":"GET","namespace":"Appliance.Control.Electricity"},"payload":{"electricity":{"channel":0}}},{"header":{"messageId":"bc60aaf0b5ba6e1fd5af2a6c97c5dd79","method":"GET","namespace":"Appliance.System.DNDMode"},"payload":{"DNDMode":{}}}]}}',
    reply:
      '{"header":{"messageId":"49eb5598fcc8c86de4a420dca8177a39","namespace":"Appliance.Control.Multiple","method":"SETACK","payloadVersion":1,"from":"/appliance/2401011234567890340148e1e9a1b2c3/publish","timestamp":1735689630,"timestampMs":503,"sign":"3d4059099388d34a89c97222a7cd336d"},"payload":{"multiple":[{"header":{"messageId":"ad45c16984bd9d6313357134a79b7db5","namespace":"Appliance.Control.Electricity","method":"GETACK","payloadVersion":1,"from":"/appliance/2401011234567890340148e1e9a1b2c3/publish","timestamp":1735689630,"timestampMs":501,"sign":"34f8fae2be562558a4fccf70d1f66dc4"},"payload":{"electricity":{"channel":0,"current":418,"voltage":2387,"power":67379,"config":{"voltageRatio":188,"electricityRatio":100}}}},{"header":{"messageId":"bc60aaf0b5ba6e1fd5af2a6c97c5dd79","namespace":"Appliance.System.DNDMode","method":"GETACK","payloadVersion":1,"from":"/appliance/2401011234567890340148e1e9a1b2c3/publish","timestamp":1735689630,"timestampMs":502,"sign":"6bbb84050f9bb1f387e7bca71e3d3ae3"},"payload":{"DNDMode":{"mode":0}}}]}}',
  },
];
